//! A chat is registered by the wizard and restricted; somebody is refused, found by the code of the
//! refusal, and let in.

use gantry_test_support::{Browser, TestApp};

use super::super::chat::{Chat, log_in, shown};
use super::{administer, change_places, notice, open, submit};

/// Registers the chat as the wizard leads, and starts the chat with the block for its container.
async fn register(app: &TestApp, chat: &Chat, browser: &Browser) {
    open(app, browser, "/admin/applications").await;
    browser.click("a[href='/admin/applications/new']").await;
    browser
        .click("main a[href='/admin/applications/new/rocketchat']")
        .await;
    browser.type_into("#name", "Team chat").await;
    browser.type_into("#url", &chat.url).await;
    browser.click("main form button[type=submit]").await;
    let block = browser.text("#environment-block").await;
    chat.emulator.apply_env(block.lines().map(variable));
}

/// `NAME: "value"`, as a compose file has it.
fn variable(line: &str) -> (String, String) {
    let (name, value) = line.split_once(": ").unwrap();
    let value: String = serde_json::from_str(value).unwrap();
    (name.to_owned(), value.replace("$$", "$"))
}

/// Makes one step on the page of rules; who would gain then, and who would lose.
async fn step(browser: &Browser, act: &str) -> [String; 2] {
    browser.click(&format!("button[value='{act}']")).await;
    [browser.text("#gain").await, browser.text("#lose").await]
}

async fn add_group(browser: &Browser, group: &str) -> [String; 2] {
    browser.type_into("#group", group).await;
    step(browser, "add-group").await
}

async fn save(browser: &Browser) -> String {
    browser.click("#access-save").await;
    notice(browser).await
}

/// Clicks the chat's button on another device and signs in.
async fn come_anew(chat: &Chat, browser: &Browser, username: &str) {
    browser.open(&chat.url).await;
    browser.click("#login-gantry").await;
    log_in(browser, username).await;
}

/// Types a code into the field of the overview; where that leads.
async fn look_up(app: &TestApp, browser: &Browser, typed: &str) -> String {
    open(app, browser, "/admin").await;
    browser.type_into("#code", typed).await;
    browser
        .click("form[action='/admin/trail'] button[type=submit]")
        .await;
    browser.find("ol.line").await;
    browser.address().await
}

/// From the list of groups to one of them; its only member is taken out.
async fn leave_group(app: &TestApp, browser: &Browser, group: &str) {
    let id = app.group(group).await;
    open(app, browser, "/admin/groups").await;
    browser
        .click(&format!("main a[href='/admin/groups/{id}']"))
        .await;
    submit(browser, "/members/remove").await;
    notice(browser).await;
}

/// The same, and somebody is put in.
async fn join_group(app: &TestApp, browser: &Browser, (group, username): (&str, &str)) {
    let id = app.group(group).await;
    open(app, browser, "/admin/groups").await;
    browser
        .click(&format!("main a[href='/admin/groups/{id}']"))
        .await;
    browser
        .type_into("form[action$='/members/add'] [name=username]", username)
        .await;
    submit(browser, "/members/add").await;
    notice(browser).await;
}

#[tokio::test]
async fn a_refusal_is_found_by_its_code_and_the_person_let_in() {
    let app = TestApp::start().await;
    let chat = Chat::unconnected().await;
    app.add_user_in("bob", &["staff"]).await;
    app.add_user("eve").await;
    let (browser, mut eve) = (Browser::start().await, Vec::new());

    administer(&app, &browser).await;
    register(&app, &chat, &browser).await;
    open(&app, &browser, "/admin/applications/team-chat").await;
    browser.click("#open-access").await;
    let effect = add_group(&browser, "staff").await;
    let saved = save(&browser).await;
    change_places(&browser, &mut eve).await;
    come_anew(&chat, &browser, "eve").await;
    let reason = browser.find("#problem").await.attr("data-reason").await;
    let code = browser.text("#problem-code").await;
    change_places(&browser, &mut eve).await;
    let plain = code.replace('-', " ").to_lowercase();
    let found = [
        look_up(&app, &browser, &code).await,
        look_up(&app, &browser, &format!(" {plain} ")).await,
        look_up(&app, &browser, &plain[..9]).await,
    ];
    let line = browser.text("ol.line").await;
    let told = browser.text("#trail-reason").await;
    join_group(&app, &browser, ("staff", "eve")).await;
    change_places(&browser, &mut eve).await;
    browser.open(&chat.url).await;
    browser.click("#login-gantry").await;

    assert_eq!(effect, ["nobody", "everyone else"]);
    assert!(saved.starts_with("Saved."), "{saved}");
    assert_eq!(reason.unwrap().as_deref(), Some("not_allowed"));
    let page = format!("{}/admin/trail/{code}", app.url);
    assert_eq!(found, [page.as_str(); 3]);
    let steps = ["Asked\ndone", "Signed in\ndone", "Code\nbroke here"];
    for step in steps {
        assert!(line.contains(step), "{step}: {line}");
    }
    assert!(told.contains("this person is in none of them"), "{told}");
    assert_eq!(chat.arrived(&browser).await, shown("eve"));
}

#[tokio::test]
async fn whoever_loses_a_group_is_named_before_and_out_at_the_next_use() {
    let app = TestApp::start().await;
    let chat = Chat::unconnected().await;
    app.add_user_in("bob", &["staff"]).await;
    app.add_user_in("eve", &["visitors"]).await;
    let (browser, mut eve) = (Browser::start().await, Vec::new());

    administer(&app, &browser).await;
    register(&app, &chat, &browser).await;
    open(&app, &browser, "/admin/applications/team-chat/access").await;
    add_group(&browser, "staff").await;
    let both = add_group(&browser, "visitors").await;
    save(&browser).await;
    change_places(&browser, &mut eve).await;
    come_anew(&chat, &browser, "eve").await;
    let arrived = chat.arrived(&browser).await;
    let service = chat.user("eve").service("gantry").cloned().unwrap();
    let token = service["accessToken"].as_str().unwrap().to_owned();
    let before = app.userinfo(&token).await.status;
    change_places(&browser, &mut eve).await;
    open(&app, &browser, "/admin/applications/team-chat/access").await;
    let unsaved = step(&browser, "remove-1").await;
    browser.click("#effect a.quiet").await;
    let still = app.userinfo(&token).await.status;
    leave_group(&app, &browser, "visitors").await;
    let after = app.userinfo(&token).await.status;

    assert_eq!(both, ["nobody", "everyone else"]);
    assert_eq!(arrived, shown("eve"));
    assert_eq!(unsaved, ["nobody", "eve Example (eve)"]);
    assert_eq!(
        [before.as_u16(), still.as_u16(), after.as_u16()],
        [200, 200, 401]
    );
}
