//! Version, settings, permissions, licence, and the account that asks.

use std::collections::BTreeMap;

use gantry_rocketchat::rest::PersonalAccessToken;
use serde_json::json;

use crate::support::{Canned, TOKEN, Workspace, credentials, ok, refusal};

fn me() -> serde_json::Value {
    json!({"_id": "service", "username": "gantry", "roles": ["bot"], "settings": {},
           "success": true})
}

#[tokio::test]
async fn rc_iframe_33_every_call_sends_both_headers_below_the_path_of_the_site() {
    let workspace = Workspace::answering([ok(&me())]).await;

    let me = workspace.client.me().await.unwrap();

    assert_eq!((&*me.id, &*me.username), ("service", "gantry"));
    let asked = workspace.only();
    assert_eq!(asked.line, "GET /chat/api/v1/me");
    assert_eq!(asked.header("x-auth-token"), TOKEN);
    assert_eq!(asked.header("x-user-id"), "service");
    assert_eq!(asked.header("accept"), "application/json");
}

#[tokio::test]
async fn another_account_asks_with_its_own_headers() {
    let workspace = Workspace::answering([ok(&json!({"status": "success"}))]).await;

    let person = workspace.client.with(credentials("ada", "her-token"));
    person.logout().await.unwrap();

    let asked = workspace.only();
    assert_eq!(asked.line, "POST /chat/api/v1/logout");
    assert_eq!(asked.header("x-auth-token"), "her-token");
    assert_eq!(asked.header("x-user-id"), "ada");
    assert_eq!((asked.header("content-length"), &*asked.text), ("0", ""));
}

#[tokio::test]
async fn the_longer_version_is_taken() {
    for (body, shown) in [
        (
            json!({"version": "8.7", "info": {"version": "8.7.1"}}),
            "8.7.1",
        ),
        (json!({"version": "8.7", "success": true}), "8.7"),
        (json!({"info": {"version": "3.18.2"}}), "3.18.2"),
    ] {
        let workspace = Workspace::answering([ok(&body)]).await;

        let version = workspace.client.version().await.unwrap();

        assert_eq!(version.to_string(), shown);
        assert_eq!(workspace.only().line, "GET /chat/api/info");
    }
}

#[tokio::test]
async fn a_token_is_good_or_it_is_not() {
    let cases = [
        (ok(&me()), true),
        (
            ok(&json!({"_id": "other", "username": "eve", "roles": []})),
            false,
        ),
        (
            Canned::text(
                401,
                r#"{"status":"error","message":"You must be logged in."}"#,
            ),
            false,
        ),
    ];
    for (answer, good) in cases {
        let workspace = Workspace::answering([answer]).await;

        assert_eq!(workspace.client.check_token().await.unwrap(), good);
    }
}

#[tokio::test]
async fn a_token_of_unknown_fate_is_neither() {
    let workspace = Workspace::answering([Canned::text(502, "Bad Gateway")]).await;

    assert!(workspace.client.check_token().await.is_err());
}

#[tokio::test]
async fn public_settings_are_read_page_after_page() {
    let first = json!({"settings": [{"_id": "Accounts_iframe_enabled", "value": true}],
                       "count": 1, "offset": 0, "total": 3, "success": true});
    let second = json!({"settings": [{"_id": "Other", "value": 1}, {"_id": "Site_Url", "value": "u"}],
                        "count": 2, "offset": 1, "total": 3, "success": true});
    let workspace = Workspace::answering([ok(&first), ok(&second)]).await;

    let found = workspace
        .client
        .public_settings(&["Accounts_iframe_enabled", "Site_Url", "Absent"])
        .await
        .unwrap();

    let expected = [
        ("Accounts_iframe_enabled", json!(true)),
        ("Site_Url", json!("u")),
    ];
    assert_eq!(
        found,
        expected.map(|(id, value)| (id.to_owned(), value)).into()
    );
    let query = "_id=Accounts_iframe_enabled%2CSite_Url%2CAbsent";
    assert_eq!(
        workspace.lines(),
        [0, 1].map(|offset| format!(
            "GET /chat/api/v1/settings.public?{query}&offset={offset}&count=100"
        ))
    );
}

#[tokio::test]
async fn a_server_that_promises_more_than_it_has_is_not_asked_for_ever() {
    let empty = json!({"settings": [], "count": 0, "offset": 0, "total": 1_000_000});
    let workspace = Workspace::answering([ok(&empty)]).await;

    let found = workspace
        .client
        .public_settings(&["Site_Url"])
        .await
        .unwrap();

    assert_eq!(found, BTreeMap::new());
    assert_eq!(workspace.asked().len(), 1);
}

#[tokio::test]
async fn permissions_come_with_their_roles_even_if_there_are_thousands() {
    let mut rows = vec![json!({"_id": "create-user", "roles": ["admin"], "_updatedAt": "…"})];
    let many = (0..20_000).map(|n| json!({"_id": format!("change-setting-{n:040}"), "roles": []}));
    rows.extend(many);
    let answer = json!({"update": rows, "remove": [], "success": true});
    let workspace = Workspace::answering([ok(&answer)]).await;

    let found = workspace.client.permissions().await.unwrap();

    assert_eq!(found.len(), 20_001);
    assert_eq!(found.get("create-user"), Some(&vec!["admin".to_owned()]));
    assert_eq!(
        workspace.only().line,
        "GET /chat/api/v1/permissions.listAll"
    );
}

#[tokio::test]
async fn the_licence_names_its_modules() {
    let answer = json!({"license": {"activeModules": ["oauth-enterprise"], "limits": {}},
                        "success": true});
    let workspace = Workspace::answering([ok(&answer)]).await;

    let modules = workspace.client.licence_modules().await.unwrap();

    assert_eq!(modules, ["oauth-enterprise"]);
    assert_eq!(workspace.only().line, "GET /chat/api/v1/licenses.info");
}

#[tokio::test]
async fn own_tokens_tell_whether_they_ignore_two_factor() {
    let answer = json!({"tokens": [{"name": "gantry", "createdAt": "2026-11-10T12:00:00.000Z",
                        "lastTokenPart": "abc123", "bypassTwoFactor": true}], "success": true});
    let workspace = Workspace::answering([ok(&answer), refusal(403, "not-authorized")]).await;

    let tokens = workspace.client.own_tokens().await.unwrap();

    let expected = PersonalAccessToken {
        name: "gantry".to_owned(),
        last_token_part: "abc123".to_owned(),
        bypass_two_factor: true,
    };
    assert_eq!(tokens, [expected]);
    assert!(workspace.client.own_tokens().await.is_err());
}
