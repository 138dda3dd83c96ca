//! From the set-up link to the first invited person, who comes by a letter.

use gantry_core::client::ClientSettings;
use gantry_core::role::Role;
use gantry_test_support::{Application, Browser, Device, PASSWORD, SmtpServer, TestApp};

use super::{NEW_PASSWORD, enter, is_in};

/// An application that people land in.
async fn handbook(app: &TestApp, site: &Application) -> String {
    let settings = ClientSettings {
        redirect_uris: vec![site.address("/callback").parse().unwrap()],
        launch_url: Some(site.address("/start")),
        ..ClientSettings::default()
    };
    let client = app.add_client("Handbook", settings).await;
    client.client.slug.to_string()
}

async fn become_administrator(app: &TestApp, browser: &Browser) {
    let link = app.accounts.make_setup_link().await.unwrap();
    browser
        .open(&format!("{}/setup?token={}", app.url, link.expose()))
        .await;
    browser.type_into("#name", "Ada Administrator").await;
    browser.type_into("#username", "ada").await;
    browser.type_into("#email", "ada@example.org").await;
    browser.type_into("#password", PASSWORD).await;
    browser.click("main button[type=submit]").await;
}

/// Types in the mail server and sends a test; what the pages say.
async fn set_up_mail(browser: &Browser, post: &SmtpServer) -> [String; 2] {
    browser.click("a[href='/admin/mail']").await;
    browser.type_into("#host", "127.0.0.1").await;
    browser.click("#security option[value=none]").await;
    browser.type_into("#port", &post.port.to_string()).await;
    browser.type_into("#from", "gantry@example.org").await;
    browser.click("#mail-save").await;
    let saved = browser.text("main [role=status]").await;
    browser
        .click("form[action='/admin/mail/test'] button")
        .await;
    browser.wait_until("location.search.includes('test')").await;
    [saved, browser.text("main [role=status]").await]
}

/// Invites somebody into a group, and names the application to land in.
async fn invite(browser: &Browser, email: &str, application: &str) -> String {
    browser.click("a[href='/admin/people']").await;
    browser.click("a[href='/admin/invitations']").await;
    browser.type_into("#email", email).await;
    browser.click("input[name=group]").await;
    let chosen = format!("#application option[value='{application}']");
    browser.click(&chosen).await;
    browser.click("#invite-submit").await;
    browser.text("main [role=status]").await
}

async fn accept(browser: &Browser, link: &str) {
    browser.open(link).await;
    browser.type_into("#name", "Zoë Quinn").await;
    browser.type_into("#username", "zoe").await;
    browser.type_into("#password", NEW_PASSWORD).await;
    browser.click("#invitation-submit").await;
}

#[tokio::test]
async fn from_the_set_up_link_to_an_invited_person_in_the_application() {
    let app = TestApp::start().await;
    let site = Application::start().await;
    let post = SmtpServer::start().await;
    let slug = handbook(&app, &site).await;
    app.group("staff").await;
    let sending = app.keep_sending_mail();

    let browser = Browser::start().await;
    become_administrator(&app, &browser).await;
    let [saved, tested] = set_up_mail(&browser, &post).await;
    sending.abort();
    let test = post.last();
    let sent = invite(&browser, "zoe@example.org", &slug).await;
    app.send_mail().await;
    let link = post.last().link(&format!("{}/invitation/", app.url));
    drop(browser);
    let browser = Browser::start_on(Device::Phone).await;
    accept(&browser, &link).await;
    browser.wait_for_address(&site.address("/start")).await;
    browser.open(&format!("{}/account", app.url)).await;
    let account = browser.text("main").await;

    assert!(!saved.is_empty());
    assert_eq!(
        tested,
        "The mail server has taken the test. Look into your mail."
    );
    assert_eq!(test.to, ["ada@example.org"]);
    assert_eq!(sent, "The invitation is on its way.");
    assert!(account.contains("staff"), "{account}");
}

#[tokio::test]
async fn the_helpdesk_invites_into_its_own_groups() {
    let app = TestApp::start().await;
    let site = Application::start().await;
    let post = app.with_mail().await;
    let slug = handbook(&app, &site).await;
    app.group("board").await;
    app.add_person("hilda", &["staff"], |new| new.role = Some(Role::Helpdesk))
        .await;
    let browser = Browser::start().await;

    enter(&app, &browser, "hilda").await;
    is_in(&app, &browser).await;
    browser.click("a[href='/admin']").await;
    browser.click("a[href='/admin/people']").await;
    let sent = invite(&browser, "zoe@example.org", &slug).await;
    app.send_mail().await;
    let letter = post.last();
    browser.click("form[action$='/withdraw'] button").await;
    let taken_back = browser.text("main [role=status]").await;

    assert_eq!(sent, "The invitation is on its way.");
    assert_eq!(letter.to, ["zoe@example.org"]);
    assert!(taken_back.contains("taken back"), "{taken_back}");
}
