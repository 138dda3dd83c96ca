//! Settings of the whole place: name, colour, logo, languages, sessions.

use gantry_accounts::permissions::Administrator;
use gantry_accounts::settings::{Branding, Policy};
use gantry_core::Seconds;
use gantry_core::role::Role;
use gantry_test_support::{AuthorizeRequest, Page, TestApp, Visitor};

use super::{PNG, bytes, upload};

const BY: Administrator = Administrator::operator();

async fn administrator(app: &TestApp) -> Visitor {
    app.add_admin("root").await;
    let browser = app.visitor();
    browser.sign_in("root").await;
    browser
}

async fn brand(browser: &Visitor, changes: &[(&str, &str)]) -> Page {
    let page = browser.get("/admin/settings").await;
    browser.submit_once(&page, "#branding-save", changes).await
}

#[tokio::test]
async fn name_colour_and_logo_show_on_every_page_at_once() {
    let app = TestApp::start().await;
    let browser = administrator(&app).await;
    let changes = [("name", "Harbour"), ("accent", "#7A1FA2")];

    let saved = brand(&browser, &changes).await;
    let logo = upload(
        &browser,
        "/admin/settings",
        "/admin/settings/logo",
        bytes(PNG),
    )
    .await;
    let login = app.visitor().get("/login").await;
    let sheet = app.visitor().get("/theme.css?v=7a1fa2").await;
    let picture = login.attribute(".brand img", "src").unwrap();

    assert_eq!(saved.location(), "/admin/settings?done=settings-saved");
    assert_eq!(logo.location(), "/admin/settings?done=settings-saved");
    assert!(login.body.contains("Harbour"), "{}", login.body);
    assert!(
        login.body.contains("href=\"/theme.css?v=7a1fa2\""),
        "{}",
        login.body
    );
    assert!(!login.body.contains("style="), "{}", login.body);
    assert!(sheet.header("content-type").starts_with("text/css"));
    assert!(sheet.body.contains("--accent:#7a1fa2"), "{}", sheet.body);
    assert_eq!(app.visitor().get(&picture).await.status, 200);
}

#[tokio::test]
async fn a_colour_that_could_hardly_be_seen_is_refused_with_one_that_can() {
    let app = TestApp::start().await;
    let browser = administrator(&app).await;

    let pale = brand(&browser, &[("accent", "#ffee88")]).await;
    let no_colour = brand(&browser, &[("accent", "red")]).await;
    let told = pale.text("#accent-problem").unwrap();
    let nearest = told
        .split_whitespace()
        .find(|word| word.starts_with('#'))
        .unwrap();
    let better = brand(&browser, &[("accent", nearest)]).await;
    let sheet = app.visitor().get("/theme.css?v=ffee88").await;
    let stored: Branding = app.accounts.settings().await.unwrap();

    assert_eq!([pale.status, no_colour.status], [422; 2]);
    assert!(
        no_colour
            .text("#accent-problem")
            .unwrap()
            .contains("#0b6bcb")
    );
    assert_eq!(better.status, 303);
    assert_eq!(sheet.status, 404);
    assert_eq!(stored.accent.as_deref(), Some(nearest));
}

#[tokio::test]
async fn an_applications_own_colour_and_icon_show_on_the_way_to_it_alone() {
    let app = TestApp::start().await;
    let browser = administrator(&app).await;
    let chat = app.add_rocketchat().await;
    let here = format!("/admin/applications/{}/appearance", chat.client.slug);
    let icon = format!("/admin/applications/{}/icon", chat.client.slug);

    let page = browser.get(&here).await;
    let saved = browser
        .submit_once(&page, "#appearance button", &[("accent", "#b42332")])
        .await;
    let uploaded = upload(&browser, &here, &icon, bytes(PNG)).await;
    let visitor = app.visitor();
    let login = visitor
        .walk(&AuthorizeRequest::legacy(&chat).path())
        .await
        .page();
    let plain = app.visitor().get("/login").await;
    let shown = login.attribute("#app-logo", "src").unwrap();

    assert_eq!([saved.status, uploaded.status], [303; 2]);
    assert!(login.body.contains("/theme.css?v=b42332"), "{}", login.body);
    assert!(!plain.body.contains("/theme.css"), "{}", plain.body);
    assert!(shown.starts_with("/avatar/"), "{shown}");
    assert_eq!(app.visitor().get(&shown).await.status, 200);
}

#[tokio::test]
async fn an_applications_pale_colour_is_refused() {
    let app = TestApp::start().await;
    let browser = administrator(&app).await;
    let chat = app.add_rocketchat().await;
    let here = format!("/admin/applications/{}/appearance", chat.client.slug);

    let page = browser.get(&here).await;
    let refused = browser
        .submit_once(&page, "#appearance button", &[("accent", "#ffff00")])
        .await;

    assert_eq!(refused.status, 422);
    assert!(
        refused.text("#accent-problem").is_some(),
        "{}",
        refused.body
    );
}

#[tokio::test]
async fn pages_speak_only_languages_that_are_offered() {
    let app = TestApp::start().await;
    let german = Branding {
        languages: vec!["de".to_owned()],
        default_language: Some("de".to_owned()),
        ..Branding::default()
    };

    app.accounts.change_settings(&BY, german).await.unwrap();
    let visitor = app.visitor();
    let asked = visitor
        .http
        .get(visitor.address("/login"))
        .header("accept-language", "en");
    let login = visitor.send(asked).await;

    assert_eq!(login.attribute("html", "lang").as_deref(), Some("de"));
    assert!(!login.body.contains("value=\"en\""), "{}", login.body);
}

#[tokio::test]
async fn a_session_ends_when_the_policy_says_so() {
    let app = TestApp::start().await;
    let browser = administrator(&app).await;

    let page = browser.get("/admin/settings").await;
    let changes = [("session_idle", "30"), ("session_whole", "2")];
    let saved = browser.submit_once(&page, "#policy-save", &changes).await;
    app.advance(Seconds::minutes(29));
    let early = browser.get("/account").await;
    app.advance(Seconds::minutes(31));
    let late = browser.get("/account").await;

    assert_eq!(saved.status, 303);
    assert_eq!(early.status, 200);
    assert!(late.location().starts_with("/login"), "{}", late.status);
}

#[tokio::test]
async fn a_policy_that_contradicts_itself_is_refused_and_nothing_changes() {
    let app = TestApp::start().await;
    let browser = administrator(&app).await;
    let cases = [
        ("session_idle", "100000", "session_idle"),
        ("session_idle", "soon", "session_idle"),
        ("password_length", "4", "password_length"),
    ];

    for (field, value, beside) in cases {
        let page = browser.get("/admin/settings").await;
        let refused = browser
            .submit_once(&page, "#policy-save", &[(field, value)])
            .await;
        assert_eq!(refused.status, 422, "{field}");
        let problem = format!("#{beside}-problem");
        assert!(refused.text(&problem).is_some(), "{}", refused.body);
    }
    let stored: Policy = app.accounts.settings().await.unwrap();
    assert_eq!(stored, Policy::default());
}

#[tokio::test]
async fn an_auditor_sees_the_settings_and_changes_nothing() {
    let app = TestApp::start().await;
    app.add_person("eve", &[], |new| new.role = Some(Role::Auditor))
        .await;
    app.add_user("bob").await;
    let (auditor, person) = (app.visitor(), app.visitor());
    auditor.sign_in("eve").await;
    person.sign_in("bob").await;

    let page = auditor.get("/admin/settings").await;
    let changed = auditor
        .submit_once(&page, "#branding-save", &[("name", "Eve's")])
        .await;
    let logo = upload(
        &auditor,
        "/admin/settings",
        "/admin/settings/logo",
        bytes(PNG),
    )
    .await;

    assert_eq!(page.status, 200);
    assert_eq!([changed.status, logo.status], [403; 2]);
    assert_eq!(person.get("/admin/settings").await.status, 403);
}
