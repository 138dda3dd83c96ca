//! ID tokens that only their client can read.

use gantry_core::client::{ContentEncryption, Encryption, KeyManagement};
use gantry_core::jwe::ReadingKey;
use gantry_test_support::{Application, TestApp};
use serde_json::json;

use crate::authorize::response_types::{arrived, asking, every_type};
use crate::well_known::id_token::claims;

#[tokio::test]
async fn an_id_token_is_encrypted_for_its_client_in_both_channels() {
    let app = TestApp::start().await;
    app.add_user("alice").await;
    let visitor = app.visitor();
    visitor.sign_in("alice").await;

    for (alg, enc) in KeyManagement::ALL.into_iter().zip(ContentEncryption::ALL) {
        let key = ReadingKey::generate(alg);
        let client = every_type(&app, |settings| {
            settings.keys.jwks = Some(json!({ "keys": [key.public_jwk("theirs")] }));
            settings.tokens.id_token_encryption = Some(Encryption { alg, enc });
        })
        .await;
        let answer = arrived(&visitor, &asking(&client, "code id_token")).await;
        let tokens = app.redeem(&client, answer.need("code")).await.json();

        for token in [
            answer.need("id_token"),
            tokens["id_token"].as_str().unwrap(),
        ] {
            let (header, signed) = key.read(token).unwrap();
            assert_eq!(header["kid"], "theirs");
            assert_eq!(header["cty"], "JWT");
            let said = claims(&String::from_utf8(signed).unwrap());
            assert_eq!(said["nonce"], "n-1");
            assert_eq!(said["aud"], client.id.as_str());
        }
    }
}

#[tokio::test]
async fn a_client_without_a_fitting_key_gets_nothing_in_the_clear() {
    let app = TestApp::start().await;
    app.add_user("alice").await;
    let visitor = app.visitor();
    visitor.sign_in("alice").await;
    let site = Application::start().await;
    let rsa = ReadingKey::generate(KeyManagement::RsaOaep256);
    let other = site.publish_json("/other", &json!({ "keys": [rsa.public_jwk("other")] }));
    let (alg, enc) = (KeyManagement::EcdhEs, ContentEncryption::A128Gcm);

    for (uri, reason) in [
        (other, "token client_key_missing"),
        (site.address("/nothing"), "token client_keys_unreachable"),
    ] {
        let client = every_type(&app, |settings| {
            settings.keys.jwks_uri = Some(uri);
            settings.tokens.id_token_encryption = Some(Encryption { alg, enc });
        })
        .await;
        let page = visitor.get(&asking(&client, "id_token").path()).await;

        assert_eq!((page.status.as_u16(), page.location()), (503, ""));
        assert_eq!(page.problem().as_deref(), Some("busy"));
        assert_eq!(app.trail().await[0], reason);
    }
}
