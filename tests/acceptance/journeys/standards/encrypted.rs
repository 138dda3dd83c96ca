//! An ID token that only the application can read; what is inside verifies as ever.

use std::str::FromStr;

use aws_lc_rs::aead::{AES_256_GCM, Aad, LessSafeKey, Nonce, UnboundKey};
use aws_lc_rs::encoding::{AsDer, Pkcs8V1Der};
use aws_lc_rs::rsa::{
    KeySize, OAEP_SHA256_MGF1SHA256, OaepPrivateDecryptingKey, PrivateDecryptingKey,
};
use aws_lc_rs::signature::{KeyPair, RsaKeyPair};
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use gantry_core::client::{ContentEncryption, Encryption, KeyManagement};
use gantry_test_support::{RelyingParty, TestApp};
use openidconnect::core::CoreIdToken;
use serde_json::{Value, json};

use crate::standards::{SCOPES, add_application, signed_in};

/// A key for reading, and its public half.
fn reading_key() -> (OaepPrivateDecryptingKey, Value) {
    let pair = RsaKeyPair::generate(KeySize::Rsa2048).unwrap();
    let public = pair.public_key();
    let encode = |bytes: &[u8]| URL_SAFE_NO_PAD.encode(bytes);
    let jwk = json!({
        "kty": "RSA", "use": "enc", "kid": "reading", "alg": "RSA-OAEP-256",
        "n": encode(public.modulus().big_endian_without_leading_zero()),
        "e": encode(public.exponent().big_endian_without_leading_zero()),
    });
    let der = AsDer::<Pkcs8V1Der<'static>>::as_der(&pair).unwrap();
    let key = PrivateDecryptingKey::from_pkcs8(der.as_ref()).unwrap();
    (OaepPrivateDecryptingKey::new(key).unwrap(), jwk)
}

/// RFC 7516 §5.2, for RSA-OAEP-256 with A256GCM.
fn read(key: &OaepPrivateDecryptingKey, token: &str) -> (Value, String) {
    let parts: Vec<&str> = token.split('.').collect();
    let [header, wrapped, nonce, sealed, tag] = parts.as_slice() else {
        panic!("not encrypted: {token}");
    };
    let decode = |text: &str| URL_SAFE_NO_PAD.decode(text).unwrap();
    let wrapped = decode(wrapped);
    let mut plain = vec![0; key.min_output_size()];
    let content_key = key
        .decrypt(&OAEP_SHA256_MGF1SHA256, &wrapped, &mut plain, None)
        .unwrap();
    let cipher = LessSafeKey::new(UnboundKey::new(&AES_256_GCM, content_key).unwrap());
    let nonce = Nonce::try_assume_unique_for_key(&decode(nonce)).unwrap();
    let mut content = [decode(sealed), decode(tag)].concat();
    let text = cipher
        .open_in_place(nonce, Aad::from(header.as_bytes()), &mut content)
        .unwrap();
    let text = String::from_utf8(text.to_vec()).unwrap();
    (serde_json::from_slice(&decode(header)).unwrap(), text)
}

#[tokio::test]
async fn an_encrypted_id_token_is_read_with_the_applications_key() {
    let app = TestApp::start().await;
    let (key, jwk) = reading_key();
    let client = add_application(&app, |settings| {
        settings.keys.jwks = Some(json!({ "keys": [jwk] }));
        settings.tokens.id_token_encryption = Some(Encryption {
            alg: KeyManagement::RsaOaep256,
            enc: ContentEncryption::A256Gcm,
        });
    })
    .await;
    let alice = app.add_user("alice").await;
    let party = RelyingParty::discover(&app, &app.url, &client).await;
    let pending = party.begin(&SCOPES);
    let arrived = signed_in(&app.visitor(), &pending).await.client();
    let code = gantry_test_support::parameter(&arrived, "code").unwrap();
    let further = [("code_verifier", pending.verifier())];

    let tokens = app.redeem_with(&client, &code, &further).await.json();

    let (header, inner) = read(&key, tokens["id_token"].as_str().unwrap());
    assert_eq!(header["kid"], "reading");
    assert_eq!(header["cty"], "JWT");
    let id_token = CoreIdToken::from_str(&inner).unwrap();
    let verifier = party.id_token_verifier();
    let claims = id_token.claims(&verifier, &pending.nonce).unwrap();
    assert_eq!(claims.subject().as_str(), alice.subject.as_str());
}
