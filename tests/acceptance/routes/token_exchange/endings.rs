//! An exchanged token is worth no more than the one it was exchanged for.

use gantry_accounts::permissions::Administrator;
use gantry_core::access::Access;
use serde_json::Value;

use crate::token_exchange::{Exchange, set_up, worth};

/// Ends the token in front, or what it rests on; nothing that concerns the client behind.
async fn end(it: &Exchange, what: &str) {
    let accounts = &it.app.accounts;
    let by = Administrator::operator();
    let front = &it.front.client;
    match what {
        "token" => {
            let fields = [("token", it.token.as_str())];
            let revoked = it.app.call_as(&it.front, "revoke", &fields).await;
            assert_eq!(revoked.status, 200, "{}", revoked.body);
        }
        "switch" => {
            let disabled = accounts.set_client_disabled(&by, front.id, true);
            disabled.await.unwrap();
        }
        "client" => accounts.remove_client(&by, front.id).await.unwrap(),
        _ => {
            let mut closed = front.clone();
            closed.settings.access = Access::any_group([it.app.group("staff").await]);
            let changed = accounts.change_client(&by, front, closed);
            changed.await.unwrap();
        }
    }
}

async fn is_active(it: &Exchange, new: &Value) -> bool {
    let text = new["access_token"].as_str().unwrap();
    it.app.introspect(&it.back, text).await["active"] == true
}

#[tokio::test]
async fn the_new_token_ends_with_the_old_one_and_its_client() {
    for what in ["token", "switch", "client", "group"] {
        for jwt in [false, true] {
            let it = set_up(|settings| settings.tokens.jwt_access_tokens = jwt).await;
            let new = it.app.exchange(&it.back, &it.token, &[]).await.json();
            let before = (worth(&it, &new).await, is_active(&it, &new).await);

            end(&it, what).await;
            let after = (worth(&it, &new).await, is_active(&it, &new).await);

            assert_eq!((before, after), ((200, true), (401, false)), "{what}");
        }
    }
}

#[tokio::test]
async fn what_was_exchanged_is_not_exchanged_again() {
    let it = set_up(|_| {}).await;
    let new = it.app.exchange(&it.back, &it.token, &[]).await.json();

    let text = new["access_token"].as_str().unwrap();
    let again = it.app.exchange(&it.back, text, &[]).await;

    assert_eq!(again.status_and_error(), "400 invalid_request");
    assert_eq!(it.app.trail().await[0], "token subject_token_exchanged");
    assert_eq!(worth(&it, &new).await, 200);
}
