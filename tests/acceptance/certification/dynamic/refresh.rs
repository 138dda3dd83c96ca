//! Refresh tokens of clients that authenticate by their key.

use gantry_core::Seconds;
use gantry_core::signing_key::SigningAlgorithm;
use gantry_test_support::ApplicationKey;
use serde_json::{Value, json};

use crate::bench::Bench;
use crate::dynamic::client::{Registered, bench, register_with};
use crate::scenarios::refresh;
use crate::variant::CODE;

fn may_refresh(metadata: &mut Value) {
    metadata["grant_types"] = json!(["authorization_code", "refresh_token"]);
}

async fn refreshing(bench: &Bench) -> Registered<'_> {
    register_with(bench, CODE, |metadata, _| may_refresh(metadata)).await
}

#[tokio::test]
async fn oidcc_refresh_token() {
    let bench = bench().await;
    let (client, other) = (refreshing(&bench).await, refreshing(&bench).await);

    refresh::refresh_token(&client.case, &other.case).await;

    client.clean_up().await;
    other.clean_up().await;
}

#[tokio::test]
async fn oidcc_refresh_token_rp_key_rotation() {
    let bench = bench().await;
    let mut client = register_with(&bench, CODE, |metadata, key| {
        may_refresh(metadata);
        let address = bench.site.publish_json("/jwks.json", &key.jwks());
        metadata.as_object_mut().unwrap().remove("jwks");
        metadata["jwks_uri"] = json!(address);
    })
    .await;
    let request = refresh::request(&client.case);
    let first = client.case.complete(&request).await;

    let new = ApplicationKey::generate(SigningAlgorithm::Rs256);
    let new_set = new.jwks().to_string();
    bench
        .site
        .publish("/jwks.json", "application/json", &new_set);
    client.case.party.key = Some(new);
    bench.app.advance(Seconds::new(60));
    let fields = refresh::fields(refresh::token_of(&first));
    let answer = client.case.token(&fields).await;

    refresh::check_renewed(&client.case, &first, &answer).await;
    client.clean_up().await;
}
