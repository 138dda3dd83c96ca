//! A refusal by a person, a policy or the state of an account: always `access_denied`, with `state`.

use gantry_accounts::permissions::Administrator;
use gantry_core::access::Access;
use gantry_test_support::{AuthorizeRequest, Landing, Page, RocketChatClient, TestApp};
use url::Url;

use crate::wire::{MODERN_STATE, modern_address, returned};

fn assert_denied(arrived: &Url, client: &RocketChatClient) {
    assert!(
        arrived.as_str().starts_with(&client.redirect_uri),
        "{arrived}"
    );
    assert_eq!(returned(arrived, "error").as_deref(), Some("access_denied"));
    assert_eq!(returned(arrived, "state").as_deref(), Some(MODERN_STATE));
    assert_eq!(returned(arrived, "code"), None);
}

/// Where "back to the application" leads.
fn back(page: &Page) -> Url {
    page.attribute("#problem-back", "href")
        .unwrap()
        .parse()
        .unwrap()
}

#[tokio::test]
async fn rc_oauth_20_a_cancelled_login_is_access_denied() {
    let app = TestApp::start().await;
    let client = app.add_rocketchat().await;
    let visitor = app.visitor();
    let login = visitor.walk(&modern_address(&client)).await.page();

    let cancelled = visitor
        .submit(&login, "#login-submit", &[("cancel", "yes")])
        .await;

    assert_denied(&cancelled.client(), &client);
    assert!(
        app.trail()
            .await
            .contains(&"authorize sign_in_cancelled".to_owned())
    );
}

#[tokio::test]
async fn rc_oauth_20_a_refused_consent_is_access_denied() {
    let app = TestApp::start().await;
    app.add_user("alice").await;
    let client = app
        .add_rocketchat_with(|settings| settings.consent = true)
        .await;
    let visitor = app.visitor();
    visitor.sign_in("alice").await;
    let consent = visitor.walk(&modern_address(&client)).await.page();

    let denied = visitor
        .submit(&consent, "#consent-deny", &[("decision", "deny")])
        .await;

    assert_denied(&denied.client(), &client);
    assert!(
        app.trail()
            .await
            .contains(&"authorize consent_denied".to_owned())
    );
}

#[tokio::test]
async fn rc_oauth_20_a_person_outside_the_allowed_groups_is_told_and_is_access_denied() {
    let app = TestApp::start().await;
    app.add_user_in("alice", &["guests"]).await;
    app.add_user_in("bob", &["staff"]).await;
    let staff = app.group("staff").await;
    let client = app
        .add_rocketchat_with(|settings| settings.access = Access::any_group([staff]))
        .await;
    let request = modern_address(&client);
    let visitor = app.visitor();

    let login = visitor.walk(&request).await.page();
    let told = visitor.log_in(&login, "alice").await.page();
    let silent = visitor
        .walk(&format!("{request}&prompt=none"))
        .await
        .client();
    let bob = app.visitor();
    let login = bob.walk(&request).await.page();
    let welcome = bob.log_in(&login, "bob").await.client();

    assert_eq!(told.status, 403);
    assert_eq!(told.problem().as_deref(), Some("not_allowed"));
    assert!(
        told.text("#problem").unwrap().contains("staff"),
        "{}",
        told.body
    );
    assert_denied(&back(&told), &client);
    assert_denied(&silent, &client);
    assert!(returned(&welcome, "code").is_some());
    assert!(
        app.trail()
            .await
            .contains(&"authorize not_allowed".to_owned())
    );
}

#[tokio::test]
async fn rc_oauth_20_a_disabled_person_is_told_and_is_access_denied() {
    let app = TestApp::start().await;
    let alice = app.add_user("alice").await;
    let client = app.add_rocketchat().await;
    let visitor = app.visitor();
    visitor.sign_in("alice").await;
    app.accounts
        .set_disabled(&Administrator::operator(), alice.id, true)
        .await
        .unwrap();

    // The session ended with the account, so that the login page comes again.
    let login = visitor.walk(&modern_address(&client)).await.page();
    let told = visitor.log_in(&login, "alice").await.page();

    assert_eq!(told.status, 403);
    assert_eq!(told.problem().as_deref(), Some("user_disabled"));
    assert_denied(&back(&told), &client);
}

#[tokio::test]
async fn rc_oauth_20_a_person_without_a_verified_address_is_told_and_is_access_denied() {
    let app = TestApp::start().await;
    app.add_person("alice", &[], |new| new.email_verified = false)
        .await;
    let client = app.add_rocketchat().await;
    let visitor = app.visitor();
    visitor.sign_in("alice").await;

    let told = visitor.walk(&modern_address(&client)).await.page();
    let silent = visitor
        .walk(&format!("{}&prompt=none", modern_address(&client)))
        .await
        .client();

    assert_eq!(told.problem().as_deref(), Some("no_verified_email"));
    assert_denied(&back(&told), &client);
    assert_denied(&silent, &client);
}

#[tokio::test]
async fn a_cancelled_request_cannot_be_continued() {
    let app = TestApp::start().await;
    app.add_user("alice").await;
    let client = app.add_rocketchat().await;
    let visitor = app.visitor();
    let login = visitor.walk(&modern_address(&client)).await.page();
    let arrived = visitor
        .submit(&login, "#login-submit", &[("cancel", "yes")])
        .await;
    assert!(matches!(arrived, Landing::Client(_)), "{arrived:?}");

    let afterwards = visitor.log_in(&login, "alice").await.page();

    assert!(afterwards.status.is_client_error(), "{}", afterwards.status);
    assert!(afterwards.problem().is_some(), "{}", afterwards.body);
}

#[tokio::test]
async fn a_disabled_client_gets_nothing_but_a_page() {
    let app = TestApp::start().await;
    app.add_user("alice").await;
    let client = app.add_rocketchat().await;
    let visitor = app.visitor();
    let operator = Administrator::operator();
    let waiting = visitor
        .walk(&AuthorizeRequest::legacy(&client).path())
        .await
        .page();
    app.accounts
        .set_client_disabled(&operator, client.client.id, true)
        .await
        .unwrap();

    let new = app
        .visitor()
        .get(&AuthorizeRequest::legacy(&client).path())
        .await;
    let begun = visitor.log_in(&waiting, "alice").await;

    assert_eq!(new.status, 403);
    assert_eq!(new.problem().as_deref(), Some("client_disabled"));
    assert!(matches!(begun, Landing::Page(page) if page.problem().is_some()));
    app.accounts
        .set_client_disabled(&operator, client.client.id, false)
        .await
        .unwrap();
    assert!(
        !app.code(&AuthorizeRequest::legacy(&client), "alice")
            .await
            .is_empty()
    );
}
