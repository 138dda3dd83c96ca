//! Somebody follows the guide that most people follow, word for word, with a workspace that already
//! has local accounts.

use gantry_emulator::NewUser;
use gantry_test_support::{Browser, TestApp};

use super::chat::{Chat, log_in, shown};
use super::settings_form::{add_service, enter, save};

/// The guide's values. "Identity Token Sent Via" is not mentioned there: its default follows
/// "Token Sent Via", and the access token travels in the query.
const VALUES: [(&str, &str); 20] = [
    ("Token Path", "/token/"),
    ("Token Sent Via", "Payload"),
    ("Identity Path", "/userinfo/"),
    ("Authorize Path", "/authorize/"),
    ("Scope", "email profile openid"),
    ("Param Name for access token", "access_token"),
    ("Login Style", "Redirect"),
    ("Button Text", "Login with authentik"),
    ("Key Field", "Username"),
    ("Username field", "preferred_username"),
    ("Email field", "email"),
    ("Name field", "name"),
    ("Roles/Groups field name", "groups"),
    ("Roles/Groups field for channel mapping", "groups"),
    ("User Data Group Map", "rocket.cat"),
    ("Map Roles/Groups to channels", "off"),
    ("Merge Roles from SSO", "off"),
    ("Merge users", "on"),
    ("Show Button on Login Page", "on"),
    ("Enable", "on"),
];

/// With another name and an address of the same letters: "Merge users" decides.
fn local_alice() -> NewUser {
    NewUser {
        username: "alice".to_owned(),
        name: "Alice of old".to_owned(),
        email: "alice@example.org".to_owned(),
        email_verified: true,
        password: Some("a password of the chat".to_owned()),
        ..NewUser::default()
    }
}

#[tokio::test]
async fn the_literal_values_of_the_guide_merge_an_existing_account() {
    let app = TestApp::start().await;
    let chat = Chat::unconnected().await;
    chat.emulator.add_user(local_alice());
    let client = chat.register(&app, |_| {}).await;
    let alice = app.add_user("alice").await;
    let browser = Browser::start().await;
    let former_id = chat.user("alice").id;

    add_service(&browser, &chat, "Authentik").await;
    let callback = browser.text("fieldset .callback-url").await;
    enter(&browser, "URL", &format!("{}/application/o", app.url)).await;
    enter(&browser, "Id", &client.id).await;
    enter(&browser, "Secret", &client.secret).await;
    for (label, value) in VALUES {
        enter(&browser, label, value).await;
    }
    save(&browser).await;
    chat.click_button(&browser).await;
    log_in(&browser, "alice").await;

    assert_eq!(chat.arrived(&browser).await, shown("alice"));
    assert_eq!(callback, client.redirect_uri);
    let user = chat.user("alice");
    assert_eq!(user.id, former_id, "merged, not added");
    assert_eq!(
        user.service("authentik").unwrap()["id"],
        alice.subject.as_str()
    );
    let userinfo = &chat.emulator.calls()[1];
    assert!(
        userinfo
            .url
            .contains("/application/o/userinfo/?access_token="),
        "{}",
        userinfo.url
    );
}

#[tokio::test]
async fn without_merge_users_a_changed_name_is_refused_by_the_chat() {
    let app = TestApp::start().await;
    let chat = Chat::connected(&app).await;
    chat.emulator.add_user(local_alice());
    chat.set("merge_users", false);
    app.add_user("alice").await;
    let browser = Browser::start().await;

    chat.click_button(&browser).await;
    log_in(&browser, "alice").await;

    let message = browser.text("#login-error").await;
    assert_eq!(message, "User with username alice already exists");
}
