//! What an administrator decides for one application: its tokens, its people, its secrets.

use gantry_accounts::permissions::Administrator;
use gantry_core::access::Access;
use gantry_core::client::ClientSettings;
use gantry_core::{Seconds, Secret};
use gantry_test_support::{AuthorizeRequest, Landing, RocketChatClient, TestApp};
use url::Url;

use crate::calls::{refusals, userinfo_by_query};

/// An application that may sign people in but whose tokens are not for userinfo.
async fn without_userinfo(app: &TestApp) -> RocketChatClient {
    let settings = ClientSettings {
        redirect_uris: vec!["https://wiki.example.org/callback".parse().unwrap()],
        consent: false,
        query_token: true,
        userinfo: false,
        ..ClientSettings::default()
    };
    app.add_client("Wiki", settings).await
}

async fn status_with_secret(app: &TestApp, chat: &RocketChatClient, secret: &str) -> String {
    let code = app.code(&AuthorizeRequest::legacy(chat), "alice").await;
    let mut with_secret = chat.clone();
    with_secret.secret = secret.to_owned();
    let answer = app.redeem(&with_secret, &code).await;
    if answer.status == 200 {
        "200".to_owned()
    } else {
        answer.status_and_error()
    }
}

fn query(url: &Url, name: &str) -> Option<String> {
    url.query_pairs()
        .find(|(key, _)| key == name)
        .map(|(_, value)| value.into_owned())
}

#[tokio::test]
async fn rc_oauth_68_another_applications_token_can_be_kept_from_userinfo() {
    let app = TestApp::start().await;
    app.add_user("alice").await;
    let chat = app.add_rocketchat().await;
    let wiki = without_userinfo(&app).await;
    let chats = app.access_token(&chat, "alice").await;
    let wikis = app.access_token(&wiki, "alice").await;

    let with_its_own = app.userinfo(&chats).await;
    let in_header = app.userinfo(&wikis).await;
    let in_query = userinfo_by_query(&app, &wikis).await;

    assert_eq!(with_its_own.status, 200);
    assert_eq!(in_header.status_and_error(), "401 invalid_token");
    assert_eq!(in_query.status_and_error(), "401 invalid_token");
    assert_eq!(refusals(&app).await, ["userinfo_refused"; 2]);
}

#[tokio::test]
async fn rc_oauth_69_only_members_of_the_allowed_groups_enter() {
    let app = TestApp::start().await;
    app.add_user_in("alice", &["staff"]).await;
    app.add_user_in("bob", &["guests"]).await;
    let staff = app.group("staff").await;
    let chat = app
        .add_rocketchat_with(|settings| settings.access = Access::any_group([staff]))
        .await;
    let request = AuthorizeRequest::legacy(&chat);

    let alice = app.arrive(&app.visitor(), &request, "alice").await.client();
    let bob = app.arrive(&app.visitor(), &request, "bob").await.page();
    let back = Url::parse(&bob.attribute("#problem-back", "href").unwrap()).unwrap();

    assert!(query(&alice, "code").is_some());
    assert_eq!(bob.status, 403);
    assert_eq!(bob.problem().as_deref(), Some("not_allowed"));
    assert!(bob.text("#problem").unwrap().contains("staff"));
    assert_eq!(query(&back, "error").as_deref(), Some("access_denied"));
    assert_eq!(query(&back, "state").as_deref(), Some("c3RhdGU="));
    assert_eq!(refusals(&app).await, ["not_allowed"]);
}

#[tokio::test]
async fn rc_oauth_69_who_left_the_group_does_not_enter_again() {
    let app = TestApp::start().await;
    let alice = app.add_user_in("alice", &["staff"]).await;
    let staff = app.group("staff").await;
    let chat = app
        .add_rocketchat_with(|settings| settings.access = Access::any_group([staff]))
        .await;
    let visitor = app.visitor();
    let request = AuthorizeRequest::legacy(&chat);
    assert!(
        query(
            &app.arrive(&visitor, &request, "alice").await.client(),
            "code"
        )
        .is_some()
    );

    app.accounts
        .remove_member(&Administrator::operator(), staff, alice.id)
        .await
        .unwrap();
    let silently = visitor
        .walk(&request.clone().with("prompt", "none").path())
        .await
        .client();
    let again = visitor.walk(&request.path()).await;

    assert_eq!(query(&silently, "error").as_deref(), Some("access_denied"));
    assert_eq!(query(&silently, "code"), None);
    assert!(
        matches!(again, Landing::Page(page) if page.problem().as_deref() == Some("not_allowed"))
    );
}

#[tokio::test]
async fn rc_oauth_70_a_new_secret_and_the_old_one_both_work_for_a_while() {
    let app = TestApp::start().await;
    app.add_user("alice").await;
    let chat = app.add_rocketchat().await;
    let overlap = Some(Seconds::hours(1));

    let by = Administrator::operator();
    let added = app
        .accounts
        .add_client_secret(&by, chat.client.id, overlap)
        .await
        .unwrap();
    let new = Secret::expose(&added);
    let during = [&chat.secret, new].map(str::to_owned);

    for secret in &during {
        assert_eq!(status_with_secret(&app, &chat, secret).await, "200");
    }
    app.advance(Seconds::hours(1));
    assert_eq!(
        status_with_secret(&app, &chat, &chat.secret).await,
        "401 invalid_client"
    );
    assert_eq!(status_with_secret(&app, &chat, new).await, "200");
}

#[tokio::test]
async fn rc_oauth_70_a_removed_secret_stops_at_once_on_every_node() {
    let app = TestApp::start().await;
    app.add_user("alice").await;
    let chat = app.add_rocketchat().await;
    let second = app.second_node().await;
    let by = Administrator::operator();
    assert_eq!(
        status_with_secret(&second, &chat, &chat.secret).await,
        "200"
    );

    let old = app.accounts.client_secrets(chat.client.id).await.unwrap()[0].id;
    let new = app
        .accounts
        .add_client_secret(&by, chat.client.id, None)
        .await
        .unwrap();
    app.accounts
        .remove_client_secret(&by, chat.client.id, old)
        .await
        .unwrap();

    assert_eq!(
        status_with_secret(&second, &chat, &chat.secret).await,
        "401 invalid_client"
    );
    assert_eq!(
        status_with_secret(&second, &chat, new.expose()).await,
        "200"
    );
}
