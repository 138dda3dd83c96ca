//! A client reads, replaces and ends its registration: RFC 7592.

use gantry_accounts::permissions::Administrator;
use gantry_core::Secret;
use gantry_core::access::Access;
use gantry_test_support::{Answer, TestApp};
use reqwest::Method;
use serde_json::{Value, json};

use super::{key_set, metadata, open, registered, text, with};

pub(super) async fn call(
    app: &TestApp,
    told: &Value,
    method: Method,
    body: Option<&Value>,
) -> Answer {
    let address = text(told, "registration_client_uri");
    let token = text(told, "registration_access_token");
    let request = app.http.request(method, address).bearer_auth(token);
    let request = match body {
        Some(body) => request.json(body),
        None => request,
    };
    app.call(request).await
}

/// The client's own metadata, with some of them changed.
pub(super) fn changed(told: &Value, further: &Value) -> Value {
    let mut all = with(further);
    all["client_id"] = told["client_id"].clone();
    all
}

#[tokio::test]
async fn a_client_reads_what_it_registered_but_not_its_secret() {
    let app = open().await;
    let mut told = registered(&app, &metadata()).await;

    let read = call(&app, &told, Method::GET, None).await;

    assert_eq!(read.status, 200);
    let members = told.as_object_mut().unwrap();
    members.remove("client_secret");
    members.remove("client_secret_expires_at");
    assert_eq!(read.json(), told);
}

#[tokio::test]
async fn new_metadata_replace_the_old_ones_as_a_whole() {
    let app = open().await;
    let told = registered(&app, &with(&json!({ "contacts": ["admin@example.org"] }))).await;
    let mut after = changed(&told, &json!({ "client_name": "Our wiki" }));
    after["client_secret"] = told["client_secret"].clone();

    let replaced = call(&app, &told, Method::PUT, Some(&after)).await;
    let read = call(&app, &told, Method::GET, None).await.json();

    assert_eq!(replaced.status, 200, "{}", replaced.body);
    assert_eq!(text(&read, "client_name"), "Our wiki");
    assert_eq!(read["client_id"], told["client_id"]);
    assert!(read.get("contacts").is_none());
    assert!(replaced.json().get("client_secret").is_none());
    assert!(app.trail().await.contains(&"client_changed ok".to_owned()));
}

#[tokio::test]
async fn a_secret_is_made_only_when_one_is_needed() {
    let app = open().await;
    let keyed = json!({ "token_endpoint_auth_method": "private_key_jwt", "jwks": key_set() });
    let told = registered(&app, &with(&keyed)).await;

    let same = changed(&told, &keyed);
    let same = call(&app, &told, Method::PUT, Some(&same)).await.json();
    let secret = changed(&told, &json!({}));
    let secret = call(&app, &told, Method::PUT, Some(&secret)).await.json();

    assert!(same.get("client_secret").is_none());
    let made = Secret::new(text(&secret, "client_secret").to_owned());
    let id = text(&told, "client_id").parse().unwrap();
    let client = app
        .accounts
        .client_by_client_id(&id)
        .await
        .unwrap()
        .unwrap();
    assert!(
        app.accounts
            .authenticate_client_secret(&client, &made)
            .await
            .unwrap()
    );
}

#[tokio::test]
async fn names_in_the_body_are_the_clients_own() {
    let app = open().await;
    let told = registered(&app, &metadata()).await;
    let mut foreign_id = changed(&told, &json!({}));
    foreign_id["client_id"] = json!("another");
    let wrong_secret = changed(&told, &json!({ "client_secret": "wrong" }));
    let bad_uri = changed(
        &told,
        &json!({ "redirect_uris": ["https://wiki.example.org/#x"] }),
    );

    for (body, error) in [
        (metadata(), "invalid_client_metadata"),
        (foreign_id, "invalid_client_metadata"),
        (wrong_secret, "invalid_client_metadata"),
        (bad_uri, "invalid_redirect_uri"),
    ] {
        let answer = call(&app, &told, Method::PUT, Some(&body)).await;

        assert_eq!(answer.status_and_error(), format!("400 {error}"), "{body}");
    }
    let read = call(&app, &told, Method::GET, None).await.json();
    assert_eq!(read["redirect_uris"], told["redirect_uris"]);
}

#[tokio::test]
async fn an_administrators_settings_survive_a_replacement() {
    let app = open().await;
    let told = registered(&app, &metadata()).await;
    let id = text(&told, "client_id").parse().unwrap();
    let before = app
        .accounts
        .client_by_client_id(&id)
        .await
        .unwrap()
        .unwrap();
    let mut after = before.clone();
    after.settings.access = Access::any_group([app.group("staff").await]);
    let operator = Administrator::operator();
    let kept = app.accounts.change_client(&operator, &before, after);
    let kept = kept.await.unwrap().settings.access;

    let body = changed(&told, &json!({ "client_name": "Open to all" }));
    call(&app, &told, Method::PUT, Some(&body)).await;

    let client = app
        .accounts
        .client_by_client_id(&id)
        .await
        .unwrap()
        .unwrap();
    assert_eq!(client.name, "Open to all");
    assert_eq!(client.settings.access, kept);
}

#[tokio::test]
async fn a_client_ends_its_registration_and_its_token_with_it() {
    let app = open().await;
    let told = registered(&app, &metadata()).await;

    let ended = call(&app, &told, Method::DELETE, None).await;
    let read = call(&app, &told, Method::GET, None).await;
    let again = call(&app, &told, Method::DELETE, None).await;

    assert_eq!((ended.status.as_u16(), ended.body.as_str()), (204, ""));
    assert_eq!(read.status_and_error(), "401 invalid_token");
    assert_eq!(again.status_and_error(), "401 invalid_token");
    assert!(app.trail().await.contains(&"client_removed ok".to_owned()));
}

#[tokio::test]
async fn only_its_own_token_manages_a_client() {
    let app = open().await;
    let told = registered(&app, &metadata()).await;
    let mut other = registered(&app, &metadata()).await;
    other["registration_client_uri"] = told["registration_client_uri"].clone();
    let mut none = told.clone();
    none["registration_access_token"] = json!("");
    let mut secret = told.clone();
    secret["registration_access_token"] = told["client_secret"].clone();

    for told in [&other, &none, &secret] {
        for method in [Method::GET, Method::PUT, Method::DELETE] {
            let answer = call(&app, told, method, Some(&metadata())).await;

            assert_eq!(answer.status_and_error(), "401 invalid_token");
        }
    }
    assert_eq!(call(&app, &told, Method::GET, None).await.status, 200);
}

#[tokio::test]
async fn whoever_is_shut_out_manages_nothing() {
    let app = open().await;
    let told = registered(&app, &metadata()).await;
    let id = text(&told, "client_id").parse().unwrap();
    let client = app
        .accounts
        .client_by_client_id(&id)
        .await
        .unwrap()
        .unwrap();
    let operator = Administrator::operator();
    let disabled = app.accounts.set_client_disabled(&operator, client.id, true);
    disabled.await.unwrap();

    let read = call(&app, &told, Method::GET, None).await;

    assert_eq!(read.status_and_error(), "401 invalid_token");
}
