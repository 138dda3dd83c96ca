//! Each client by the one method that it is registered for, and never by two.

use gantry_core::client::AuthenticationMethod;
use gantry_core::signing_key::SigningAlgorithm;
use gantry_test_support::{ApplicationKey, AuthorizeRequest, Page, RocketChatClient, TestApp};

use crate::client_authentication::{
    JWT_BEARER, Keyed, RECOGNISED, STRANGER, add, claims, present_beside,
};

const CODE: [(&str, &str); 2] = [("grant_type", "authorization_code"), ("code", "unknown")];

async fn basic(app: &TestApp, client: &RocketChatClient, further: &[(&str, &str)]) -> Page {
    let fields = [&CODE, further].concat();
    let url = format!("{}/application/o/token/", app.url);
    let request = app.http.post(url).form(&fields);
    app.call(request.basic_auth(&client.id, Some(&client.secret)))
        .await
}

async fn post(app: &TestApp, client: &RocketChatClient) -> Page {
    let own = [
        ("client_id", client.id.as_str()),
        ("client_secret", &client.secret),
    ];
    app.token(&[&CODE[..], &own].concat()).await
}

async fn none(app: &TestApp, client: &RocketChatClient) -> Page {
    let own = [("client_id", client.id.as_str())];
    app.token(&[&CODE[..], &own].concat()).await
}

#[tokio::test]
async fn each_client_is_heard_by_its_own_method_alone() {
    use AuthenticationMethod as Method;
    let app = TestApp::start().await;
    let key = ApplicationKey::generate(SigningAlgorithm::Es256);

    let mut heard = Vec::new();
    for method in [
        Method::Secret,
        Method::ClientSecretBasic,
        Method::ClientSecretPost,
        Method::ClientSecretJwt,
        Method::PrivateKeyJwt,
    ] {
        let client = add(&app, |settings| {
            settings.authentication.method = method;
            settings.keys.jwks = Some(key.jwks());
        })
        .await;
        let assertion = key.sign(&claims(&app, &client.id));
        heard.push([
            basic(&app, &client, &[]).await.status_and_error() == RECOGNISED,
            post(&app, &client).await.status_and_error() == RECOGNISED,
            present_beside(&app, &assertion, &[])
                .await
                .status_and_error()
                == RECOGNISED,
            none(&app, &client).await.status_and_error() == RECOGNISED,
        ]);
    }

    assert_eq!(
        heard,
        [
            [true, true, false, false],
            [true, false, false, false],
            [false, true, false, false],
            [false, false, false, false],
            [false, false, true, false],
        ]
    );
}

#[tokio::test]
async fn a_public_client_is_heard_by_name_and_by_nothing_else() {
    let app = TestApp::start().await;
    let client = add(&app, |settings| settings.public = true).await;
    let with_secret = RocketChatClient {
        secret: "x".repeat(32),
        ..client.clone()
    };

    let by_name = none(&app, &client).await;
    let by_empty_header = basic(&app, &client, &[]).await;
    let by_secret = post(&app, &with_secret).await;
    let by_header = basic(&app, &with_secret, &[]).await;

    assert_eq!(by_name.status_and_error(), RECOGNISED);
    assert_eq!(by_empty_header.status_and_error(), RECOGNISED);
    assert_eq!(by_secret.status_and_error(), STRANGER);
    assert_eq!(by_header.status_and_error(), STRANGER);
}

#[tokio::test]
async fn two_methods_at_once_are_refused() {
    let here = Keyed::start().await;
    let assertion = here.key.sign(&here.claims());
    let secret = [("client_secret", "x")];
    let beside = [
        ("client_assertion_type", JWT_BEARER),
        ("client_assertion", assertion.as_str()),
    ];

    let in_body = present_beside(&here.app, &assertion, &secret).await;
    let in_header = basic(&here.app, &here.client, &beside).await;

    assert_eq!(in_body.status_and_error(), "400 invalid_request");
    assert_eq!(in_header.status_and_error(), "400 invalid_request");
    assert!(
        here.app
            .trail()
            .await
            .contains(&"token two_authentications".to_owned())
    );
}

#[tokio::test]
async fn another_client_id_beside_an_assertion_is_refused_and_none_is_needed() {
    let here = Keyed::start().await;
    let other = add(&here.app, |_| {}).await;
    let fresh = || here.key.sign(&here.claims());

    let alone = present_beside(&here.app, &fresh(), &[]).await;
    let own = present_beside(&here.app, &fresh(), &[("client_id", &here.client.id)]).await;
    let others = present_beside(&here.app, &fresh(), &[("client_id", &other.id)]).await;

    assert_eq!(alone.status_and_error(), RECOGNISED);
    assert_eq!(own.status_and_error(), RECOGNISED);
    assert_eq!(others.status_and_error(), STRANGER);
}

#[tokio::test]
async fn half_an_assertion_is_refused() {
    let here = Keyed::start().await;
    let assertion = here.key.sign(&here.claims());

    let mut answers = Vec::new();
    for half in [
        vec![("client_assertion", assertion.as_str())],
        vec![("client_assertion_type", JWT_BEARER)],
        vec![
            ("client_assertion", assertion.as_str()),
            (
                "client_assertion_type",
                "urn:ietf:params:oauth:client-assertion-type:saml2-bearer",
            ),
        ],
    ] {
        let answer = here.app.token(&[&CODE[..], &half].concat()).await;
        answers.push(answer.status_and_error());
    }

    assert_eq!(answers, [STRANGER; 3]);
}

#[tokio::test]
async fn a_code_is_redeemed_by_an_assertion() {
    let here = Keyed::start().await;
    here.app.add_user("alice").await;
    let request = AuthorizeRequest::legacy(&here.client);
    let code = here.app.code(&request, "alice").await;

    let tokens = here
        .app
        .token(&[
            ("grant_type", "authorization_code"),
            ("code", &code),
            ("redirect_uri", &here.client.redirect_uri),
            ("client_assertion_type", JWT_BEARER),
            ("client_assertion", &here.key.sign(&here.claims())),
        ])
        .await;

    assert_eq!(tokens.status, 200, "{}", tokens.body);
}

#[tokio::test]
async fn a_disabled_client_is_refused_with_a_good_assertion() {
    let here = Keyed::start().await;
    let operator = gantry_accounts::permissions::Administrator::operator();
    let id = here.client.client.id;

    let before = here.say(&here.claims()).await;
    here.app
        .accounts
        .set_client_disabled(&operator, id, true)
        .await
        .unwrap();
    let after = here.say(&here.claims()).await;

    assert_eq!((before.as_str(), after.as_str()), (RECOGNISED, STRANGER));
}
