//! Introspection: told to those whom a token concerns, and not active to everybody else.

use gantry_accounts::permissions::Administrator;
use gantry_core::Seconds;
use gantry_core::access::Access;
use gantry_test_support::{RocketChatClient, TestApp};
use serde_json::{Value, json};

use crate::well_known::id_token::{claims, header, is_signed_by};
use crate::well_known::jwks::key_set;

const SIGNED: &str = "application/token-introspection+jwt";
const ALL: &str = "openid profile email offline_access";

fn inactive() -> Value {
    json!({ "active": false })
}

async fn set_up() -> (TestApp, RocketChatClient, Value) {
    let app = TestApp::start().await;
    app.add_user("alice").await;
    let client = app.add_app("App", |_| {}).await;
    let tokens = app.tokens(&client, ALL, "alice").await;
    (app, client, tokens)
}

fn text<'a>(tokens: &'a Value, name: &str) -> &'a str {
    tokens[name].as_str().unwrap()
}

#[tokio::test]
async fn an_access_token_is_told_with_what_it_is_good_for() {
    let (app, client, tokens) = set_up().await;

    let told = app.introspect(&client, text(&tokens, "access_token")).await;

    let id_token = claims(text(&tokens, "id_token"));
    assert_eq!(told["active"], true);
    assert_eq!(told["scope"], ALL);
    assert_eq!(told["client_id"], client.id.as_str());
    assert_eq!(told["username"], "alice");
    assert_eq!(told["token_type"], "Bearer");
    assert_eq!(told["iss"], app.url.as_str());
    assert_eq!(told["sub"], id_token["sub"]);
    assert_eq!(told["auth_time"], id_token["auth_time"]);
    let lifetime = told["exp"].as_i64().unwrap() - told["iat"].as_i64().unwrap();
    assert!((599..=600).contains(&lifetime), "{lifetime}");
}

#[tokio::test]
async fn a_refresh_token_is_told_until_it_is_used() {
    let (app, client, tokens) = set_up().await;
    let first = text(&tokens, "refresh_token");

    let before = app.introspect(&client, first).await;
    let next = app.refresh(&client, first, &[]).await.json();
    let after = app.introspect(&client, first).await;
    let second = app.introspect(&client, text(&next, "refresh_token")).await;

    assert_eq!(
        (&before["active"], &before["scope"]),
        (&json!(true), &json!(ALL))
    );
    assert_eq!(before.get("token_type"), None);
    assert_eq!(after, inactive());
    assert_eq!(second["active"], true);
}

#[tokio::test]
async fn the_hint_may_be_wrong() {
    let (app, client, tokens) = set_up().await;

    for (name, hint) in [
        ("access_token", "refresh_token"),
        ("refresh_token", "access_token"),
        ("access_token", "unheard-of"),
    ] {
        let fields = [("token", text(&tokens, name)), ("token_type_hint", hint)];
        let told = app.call_as(&client, "introspect", &fields).await;
        assert_eq!(told.json()["active"], true, "{name} as {hint}");
    }
}

#[tokio::test]
async fn what_is_no_token_is_not_active_and_no_token_at_all_is_a_bad_request() {
    let (app, client, tokens) = set_up().await;
    let mut tampered = text(&tokens, "access_token").to_owned();
    let last = if tampered.ends_with('A') { "B" } else { "A" };
    tampered.replace_range(63.., last);

    for token in ["nonsense", "a.b.c", &tampered, text(&tokens, "id_token")] {
        assert_eq!(app.introspect(&client, token).await, inactive(), "{token}");
    }
    let missing = app.call_as(&client, "introspect", &[]).await;
    assert_eq!(missing.status_and_error(), "400 invalid_request");
}

#[tokio::test]
async fn only_clients_that_prove_who_they_are_are_told_anything() {
    let (app, client, tokens) = set_up().await;
    let token = [("token", text(&tokens, "access_token"))];
    let public = app.add_app("Phone", |it| it.public = true).await;
    let mut wrong = client.clone();
    "wrong".clone_into(&mut wrong.secret);
    let in_url = format!("{}/application/o/introspect/?token=x", app.url);

    let unproven = app.call_as(&public, "introspect", &token).await;
    let forged = app.call_as(&wrong, "introspect", &token).await;
    let url = app.call(app.http.post(in_url)).await;
    let get = app
        .call(
            app.http
                .get(format!("{}/application/o/introspect/", app.url)),
        )
        .await;

    assert_eq!(unproven.status_and_error(), "401 invalid_client");
    assert_eq!(forged.status_and_error(), "401 invalid_client");
    assert_eq!(url.status_and_error(), "400 invalid_request");
    assert_eq!(get.status, 405);
}

#[tokio::test]
async fn a_server_is_told_about_tokens_for_what_it_serves_and_no_others() {
    let (app, client, tokens) = set_up().await;
    let resource = "https://api.example.org/".to_owned();
    let owner = app
        .add_app("Owner", |it| it.tokens.resources = vec![resource.clone()])
        .await;
    let server = app
        .add_app("Server", |it| it.tokens.serves = vec![resource.clone()])
        .await;
    let fields = [
        ("grant_type", "client_credentials"),
        ("resource", &resource),
    ];
    let aimed = app.call_as(&owner, "token", &fields).await.json();

    let aimed_there = app.introspect(&server, text(&aimed, "access_token")).await;
    let foreign = app.introspect(&server, text(&tokens, "access_token")).await;
    let back = app.introspect(&client, text(&aimed, "access_token")).await;

    assert_eq!(
        (&aimed_there["active"], &aimed_there["aud"]),
        (&json!(true), &json!(resource))
    );
    assert_eq!((foreign, back), (inactive(), inactive()));
    let trail = app.trail().await;
    assert!(trail.contains(&"token token_of_another_client".to_owned()));
}

#[tokio::test]
async fn whatever_ends_a_token_makes_it_inactive() {
    for ended in ["time", "account", "session", "group"] {
        let app = TestApp::start().await;
        let alice = app.add_user_in("alice", &["staff"]).await;
        let staff = app.group("staff").await;
        let client = app
            .add_app("App", |it| it.access = Access::any_group([staff]))
            .await;
        let tokens = app.tokens(&client, "openid", "alice").await;
        let token = text(&tokens, "access_token");
        let before = app.introspect(&client, token).await;
        let operator = Administrator::operator();
        match ended {
            "time" => app.advance(Seconds::minutes(11)),
            "account" => {
                let off = app.accounts.set_disabled(&operator, alice.id, true);
                off.await.unwrap();
            }
            "session" => {
                let session = app.accounts.sessions_of(alice.id).await.unwrap().remove(0);
                app.accounts.end_session(&session).await.unwrap();
            }
            _ => {
                let left = app.accounts.set_groups_of(&operator, alice.id, Vec::new());
                left.await.unwrap();
            }
        }

        let after = app.introspect(&client, token).await;

        assert_eq!(before["active"], true, "{ended}");
        assert_eq!(after, inactive(), "{ended}");
    }
}

#[tokio::test]
async fn who_accepts_a_signed_answer_gets_one() {
    let (app, client, tokens) = set_up().await;
    let url = format!("{}/application/o/introspect/", app.url);
    let ask = |token: &str| {
        let fields = [
            ("client_id", client.id.clone()),
            ("client_secret", client.secret.clone()),
            ("token", token.to_owned()),
        ];
        let accept = format!("{SIGNED}, application/json;q=0.5");
        app.http.post(&url).header("accept", accept).form(&fields)
    };

    let answer = app.call(ask(text(&tokens, "access_token"))).await;
    let nonsense = app.call(ask("nonsense")).await;

    assert_eq!(answer.header("content-type"), SIGNED);
    assert_eq!(header(&answer.body)["typ"], "token-introspection+jwt");
    assert!(is_signed_by(&answer.body, &key_set(&app).await));
    let said = claims(&answer.body);
    assert_eq!(said["iss"], app.url.as_str());
    assert_eq!(said["aud"], client.id.as_str());
    assert!(said["iat"].is_i64());
    let plain = app.introspect(&client, text(&tokens, "access_token")).await;
    assert_eq!(said["token_introspection"], plain);
    assert_eq!(claims(&nonsense.body)["token_introspection"], inactive());
}
