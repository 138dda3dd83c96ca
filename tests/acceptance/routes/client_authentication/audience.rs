//! For whom an assertion is: the rule of each client.

use gantry_core::client::IssuerMode;
use gantry_core::signing_key::SigningAlgorithm;
use serde_json::{Value, json};

use crate::client_authentication::{Keyed, RECOGNISED, STRANGER};

/// What is said to each audience.
async fn said(here: &Keyed, audiences: &[Value]) -> Vec<bool> {
    let mut said = Vec::new();
    for audience in audiences {
        let claims = here.claims_with("aud", audience.clone());
        let answer = here.say(&claims).await;
        assert!(
            [RECOGNISED, STRANGER].contains(&answer.as_str()),
            "{answer}"
        );
        said.push(answer == RECOGNISED);
    }
    said
}

#[tokio::test]
async fn the_issuer_and_the_endpoint_are_good_as_a_text_and_in_an_array() {
    let here = Keyed::start().await;
    let url = &here.app.url;
    let token = format!("{url}/application/o/token/");

    let good = said(
        &here,
        &[
            json!(url),
            json!(format!("{url}/")),
            json!(token),
            json!(token.trim_end_matches('/')),
            json!([url]),
            json!(["https://other.example", token]),
        ],
    )
    .await;
    let bad = said(
        &here,
        &[
            json!(format!("{url}/application/o/userinfo/")),
            json!(format!("{url}.evil.example")),
            json!("https://other.example"),
            json!([["nested"]]),
            json!(""),
        ],
    )
    .await;

    assert_eq!((good, bad), (vec![true; 6], vec![false; 5]));
}

#[tokio::test]
async fn a_client_so_set_may_name_the_issuer_alone_and_as_a_text() {
    let here = Keyed::start_with(SigningAlgorithm::Es256, |settings| {
        settings.authentication.issuer_audience_only = true;
    })
    .await;
    let url = &here.app.url;
    let token = format!("{url}/application/o/token/");

    let said = said(
        &here,
        &[
            json!(url),
            json!([url]),
            json!(format!("{url}/")),
            json!(token),
            json!([url, token]),
        ],
    )
    .await;

    assert_eq!(said, [true, false, false, false, false]);
}

#[tokio::test]
async fn the_issuer_is_the_one_that_the_client_knows() {
    let here = Keyed::start_with(SigningAlgorithm::Es256, |settings| {
        settings.authentication.issuer_audience_only = true;
        settings.issuer = IssuerMode::PerClient;
    })
    .await;
    let slug = &here.client.client.slug;
    let own = format!("{}/application/o/{slug}/", here.app.url);

    let said = said(&here, &[json!(own), json!(here.app.url)]).await;

    assert_eq!(said, [true, false]);
}
