//! Public and pairwise subjects: `sub` in ID tokens and at userinfo.

use gantry_core::client::{ClientSettings, SubjectSettings, SubjectType};
use gantry_test_support::{AuthorizeRequest, RocketChatClient, TestApp};

use crate::well_known::id_token;

fn pairwise(redirect_uri: &str, sector: Option<&str>) -> ClientSettings {
    ClientSettings {
        redirect_uris: vec![redirect_uri.parse().unwrap()],
        consent: false,
        subject: SubjectSettings {
            kind: SubjectType::Pairwise,
            sector_identifier_uri: sector.map(str::to_owned),
        },
        ..ClientSettings::default()
    }
}

/// The subject, which is the same in both places.
async fn sub(app: &TestApp, client: &RocketChatClient, name: &str) -> String {
    let code = app.code(&AuthorizeRequest::legacy(client), name).await;
    let answer = app.redeem(client, &code).await.json();
    let token = id_token::claims(answer["id_token"].as_str().unwrap());
    let userinfo = app.userinfo(answer["access_token"].as_str().unwrap()).await;
    assert_eq!(token["sub"], userinfo.json()["sub"]);
    token["sub"].as_str().unwrap().to_owned()
}

#[tokio::test]
async fn a_pairwise_subject_is_the_same_within_a_sector_and_another_outside() {
    let app = TestApp::start().await;
    let alice = app.add_user("alice").await;
    app.add_user("bob").await;
    let here = app
        .add_client("Here", pairwise("https://a.example.org/cb", None))
        .await;
    let same = app
        .add_client("Same", pairwise("https://a.example.org/other", None))
        .await;
    let there = app
        .add_client("There", pairwise("https://b.example.org/cb", None))
        .await;
    let sector = Some("https://a.example.org/redirects.json");
    let joined = app
        .add_client("Joined", pairwise("https://c.example.org/cb", sector))
        .await;

    let own = sub(&app, &here, "alice").await;

    assert_ne!(own, alice.subject.as_str());
    assert_eq!(own.len(), 43);
    assert_eq!(sub(&app, &here, "alice").await, own, "it never changes");
    assert_eq!(sub(&app, &same, "alice").await, own);
    assert_eq!(sub(&app, &joined, "alice").await, own);
    assert_ne!(sub(&app, &there, "alice").await, own);
    assert_ne!(sub(&app, &here, "bob").await, own);
}
