//! The refresh grant: rotation, one sibling for a lost answer, and the end of a stolen family.

use gantry_accounts::permissions::Administrator;
use gantry_core::Seconds;
use gantry_core::client::ClientSettings;
use gantry_test_support::{Answer, AuthorizeRequest, RocketChatClient, TestApp};

use crate::well_known::id_token;

/// A client that may refresh, and the first refresh token of `alice`.
async fn set_up() -> (TestApp, RocketChatClient, String) {
    set_up_with(|_| {}).await
}

async fn set_up_with(
    change: impl FnOnce(&mut ClientSettings),
) -> (TestApp, RocketChatClient, String) {
    let app = TestApp::start().await;
    app.add_user("alice").await;
    let mut settings = ClientSettings {
        redirect_uris: vec!["https://app.example.org/callback".parse().unwrap()],
        consent: false,
        ..ClientSettings::default()
    };
    change(&mut settings);
    let client = app.add_client("App", settings).await;
    let request = AuthorizeRequest::legacy(&client)
        .with("scope", "openid email profile offline_access")
        .with("nonce", "n1");
    let answer = app
        .redeem(&client, &app.code(&request, "alice").await)
        .await;
    let token = refresh_token(&answer);
    (app, client, token)
}

fn refresh_token(answer: &Answer) -> String {
    answer.json()["refresh_token"]
        .as_str()
        .unwrap_or_else(|| panic!("{}", answer.body))
        .to_owned()
}

async fn refresh(app: &TestApp, client: &RocketChatClient, token: &str) -> Answer {
    refresh_with(app, client, token, &[]).await
}

async fn refresh_with(
    app: &TestApp,
    client: &RocketChatClient,
    token: &str,
    further: &[(&str, &str)],
) -> Answer {
    let mut fields = vec![
        ("grant_type", "refresh_token"),
        ("refresh_token", token),
        ("client_id", &client.id),
        ("client_secret", &client.secret),
    ];
    fields.extend_from_slice(further);
    app.token(&fields).await
}

#[tokio::test]
async fn a_refresh_rotates_the_token_and_repeats_who_signed_in() {
    let (app, client, first) = set_up().await;
    app.advance(Seconds::hours(24 * 20));

    let answer = refresh(&app, &client, &first).await;
    app.advance(Seconds::hours(24 * 20));
    let second = refresh(&app, &client, &refresh_token(&answer)).await;

    let (one, two) = (answer.json(), second.json());
    assert_ne!(one["refresh_token"], first.as_str());
    assert_eq!(
        second.status, 200,
        "each rotation lives thirty days: {}",
        second.body
    );
    assert_eq!(
        app.userinfo(two["access_token"].as_str().unwrap())
            .await
            .status,
        200
    );
    let claims =
        |answer: &serde_json::Value| id_token::claims(answer["id_token"].as_str().unwrap());
    let (one, two) = (claims(&one), claims(&two));
    for same in ["iss", "sub", "aud", "auth_time"] {
        assert_eq!(one[same], two[same], "{same}");
    }
    assert_eq!(
        one.get("nonce"),
        None,
        "a nonce belongs to the authorization request"
    );
    assert!(two["iat"].as_i64() > one["iat"].as_i64());
}

#[tokio::test]
async fn within_ten_seconds_a_lost_answer_may_be_asked_for_once_more() {
    let (app, client, first) = set_up().await;

    let lost = refresh(&app, &client, &first).await;
    app.advance(Seconds::new(8));
    let sibling = refresh(&app, &client, &first).await;
    let third = refresh(&app, &client, &first).await;

    assert_eq!(sibling.status, 200, "{}", sibling.body);
    assert_ne!(refresh_token(&lost), refresh_token(&sibling));
    assert_eq!(third.status_and_error(), "400 invalid_grant");
    // Neither twin harms the other.
    assert_eq!(
        refresh(&app, &client, &refresh_token(&sibling))
            .await
            .status,
        200
    );
    assert_eq!(
        refresh(&app, &client, &refresh_token(&lost)).await.status,
        200
    );
}

#[tokio::test]
async fn a_later_use_of_an_old_token_ends_the_whole_family() {
    let (app, client, first) = set_up().await;
    let second = refresh(&app, &client, &first).await;
    let access_token = second.json()["access_token"].as_str().unwrap().to_owned();
    app.advance(Seconds::new(12));

    let stolen = refresh(&app, &client, &first).await;

    assert_eq!(stolen.status_and_error(), "400 invalid_grant");
    assert_eq!(app.trail().await[0], "token refresh_replayed");
    let heir = refresh(&app, &client, &refresh_token(&second)).await;
    assert_eq!(heir.status_and_error(), "400 invalid_grant");
    assert_eq!(app.userinfo(&access_token).await.status, 401);
}

#[tokio::test]
async fn a_scope_may_be_narrowed_and_never_widened() {
    let (app, client, first) = set_up().await;

    let wider = refresh_with(&app, &client, &first, &[("scope", "openid phone")]).await;
    let unknown = refresh_with(&app, &client, &first, &[("scope", "unheard-of")]).await;
    let narrow = refresh_with(&app, &client, &first, &[("scope", "openid email")]).await;
    let claims = app
        .userinfo(narrow.json()["access_token"].as_str().unwrap())
        .await
        .json();
    let full = refresh(&app, &client, &refresh_token(&narrow)).await.json();

    assert_eq!(wider.status_and_error(), "400 invalid_scope");
    assert_eq!(unknown.status_and_error(), "400 invalid_scope");
    assert_eq!(narrow.json()["scope"], "openid email");
    assert_eq!(claims["email"], "alice@example.org");
    assert_eq!(claims.get("preferred_username"), None);
    assert_eq!(full["scope"], "openid profile email offline_access");
}

#[tokio::test]
async fn another_clients_refresh_token_is_refused_and_stays_good() {
    let (app, client, first) = set_up().await;
    let other = app
        .add_client("Other", client.client.settings.clone())
        .await;

    let stolen = refresh(&app, &other, &first).await;
    let own = refresh(&app, &client, &first).await;

    assert_eq!(stolen.status_and_error(), "400 invalid_grant");
    assert_eq!(own.status, 200, "{}", own.body);
    assert!(
        app.trail()
            .await
            .contains(&"token refresh_of_another_client".to_owned())
    );
}

#[tokio::test]
async fn a_refresh_token_runs_out_after_thirty_days_unused() {
    let (app, client, first) = set_up().await;

    app.advance(Seconds::days(30));
    let answer = refresh(&app, &client, &first).await;

    assert_eq!(answer.status_and_error(), "400 invalid_grant");
    assert_eq!(app.trail().await[0], "token refresh_expired");
}

#[tokio::test]
async fn signing_out_ends_access_tokens_and_only_bound_refresh_tokens() {
    for (bound, status) in [(false, 200), (true, 400)] {
        let (app, client, first) = set_up_with(|settings| settings.bound_to_session = bound).await;
        let alice = app.accounts.user_by_login("alice").await.unwrap().unwrap();
        let session = app.accounts.sessions_of(alice.id).await.unwrap().remove(0);
        app.accounts.end_session(&session).await.unwrap();

        assert_eq!(
            refresh(&app, &client, &first).await.status,
            status,
            "bound: {bound}"
        );
    }
}

#[tokio::test]
async fn a_disabled_person_refreshes_nothing() {
    let (app, client, first) = set_up().await;
    let alice = app.accounts.user_by_login("alice").await.unwrap().unwrap();
    app.accounts
        .set_disabled(&Administrator::operator(), alice.id, true)
        .await
        .unwrap();

    let disabled = refresh(&app, &client, &first).await;
    app.accounts
        .set_disabled(&Administrator::operator(), alice.id, false)
        .await
        .unwrap();
    let enabled_again = refresh(&app, &client, &first).await;

    assert_eq!(disabled.status_and_error(), "400 invalid_grant");
    assert_eq!(
        enabled_again.status_and_error(),
        "400 invalid_grant",
        "what ended stays ended"
    );
}

#[tokio::test]
async fn nonsense_and_a_wrong_secret_are_refused_without_using_the_token_up() {
    let (app, client, first) = set_up().await;
    let mut tampered = first.clone();
    tampered.replace_range(60..61, if &first[60..61] == "A" { "B" } else { "A" });
    let wrong = RocketChatClient {
        secret: "wrong".to_owned(),
        ..client.clone()
    };

    assert_eq!(
        refresh(&app, &client, "").await.status_and_error(),
        "400 invalid_request"
    );
    for token in ["nonsense", &tampered, &first[..63]] {
        assert_eq!(
            refresh(&app, &client, token).await.status_and_error(),
            "400 invalid_grant"
        );
    }
    assert_eq!(
        refresh(&app, &wrong, &first).await.status_and_error(),
        "401 invalid_client"
    );
    assert_eq!(refresh(&app, &client, &first).await.status, 200);
}
