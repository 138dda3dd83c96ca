//! Keys of both sides, and their change.

use std::collections::BTreeMap;

use gantry_accounts::permissions::Administrator;
use gantry_core::Seconds;
use serde_json::{Value, json};

use crate::bench::Bench;
use crate::checks::{jwt, keys};
use crate::dynamic::client::{bench, register_with};
use crate::variant::CODE;

#[tokio::test]
async fn oidcc_registration_jwks_uri() {
    let bench = bench().await;
    let client = register_with(&bench, CODE, |metadata, key| {
        let address = bench.site.publish_json("/jwks.json", &key.jwks());
        metadata.as_object_mut().unwrap().remove("jwks");
        metadata["jwks_uri"] = json!(address);
    })
    .await;

    client.case.complete(&client.case.request()).await;

    assert!(!bench.site.received("/jwks.json").is_empty());
    client.clean_up().await;
}

/// The published keys by their names.
async fn published(bench: &Bench) -> BTreeMap<String, Value> {
    let key_set = bench.key_set().await;
    keys::check(&key_set);
    let keys = key_set["keys"].as_array().unwrap().iter();
    keys.map(|key| (key["kid"].to_string(), key.clone()))
        .collect()
}

#[tokio::test]
async fn oidcc_server_rotate_keys() {
    let bench = Bench::start().await;
    let case = bench.case(CODE).await;
    let first = case.complete(&case.request()).await;
    let before = published(&bench).await;

    let operator = Administrator::operator();
    bench
        .app
        .provider
        .rotate_keys(&operator, false)
        .await
        .unwrap();
    let after = published(&bench).await;
    bench.app.advance(Seconds::hours(1));
    let second = case.complete(&case.request()).await;

    is_renewed(&before, &after);
    is_renewed(&before, &published(&bench).await);
    let kid = |text: &str| jwt::part(text, 0)["kid"].to_string();
    assert!(before.contains_key(&kid(first.id_token_text())));
    assert!(!before.contains_key(&kid(second.id_token_text())));
}

/// New names with new material, of kinds that the suite knows, beside all old keys.
fn is_renewed(before: &BTreeMap<String, Value>, after: &BTreeMap<String, Value>) {
    for (kid, key) in before {
        assert_eq!(after.get(kid), Some(key), "the old key is still there");
    }
    let new: Vec<&Value> = after
        .iter()
        .filter(|(kid, _)| !before.contains_key(*kid))
        .map(|(_, key)| key)
        .collect();
    assert!(!new.is_empty());
    for key in new {
        let kind = key["kty"].as_str().unwrap();
        assert!(["RSA", "EC"].contains(&kind), "{kind}");
        let same = |other: &Value| other["n"] == key["n"] && other["x"] == key["x"];
        assert!(!before.values().any(same), "the same material");
    }
}
