//! Row 29: no bent ID token ends a session or leads anywhere.

use gantry_test_support::{AuthorizeRequest, Page, RocketChatClient, TestApp};
use reqwest::Method;
use serde_json::json;

use crate::browser::{Browser, sent};
use crate::forged::{Parts, RawKey, encode, keyed, public_key_as_secrets};

const HOME: &str = "https://chat.example.org/";

/// Alice, signed in, and the ID token that the client got for it.
async fn alice_with_token() -> (TestApp, RocketChatClient, Browser, Parts) {
    let app = TestApp::start().await;
    app.add_user("alice").await;
    let client = app.add_rocketchat().await;
    let mut browser = Browser::signed_in(&app, "alice").await;
    let answer = browser.start(&AuthorizeRequest::legacy(&client)).await;
    let tokens = app
        .redeem(&client, &sent(&answer, "code").unwrap())
        .await
        .json();
    let parts = Parts::of(tokens["id_token"].as_str().unwrap());
    (app, client, browser, parts)
}

/// A logout request by POST, so that a hint may have any length.
async fn log_out(browser: &mut Browser, hint: &str, client_id: Option<&str>) -> Page {
    let mut fields = vec![("id_token_hint", hint), ("post_logout_redirect_uri", HOME)];
    fields.extend(client_id.map(|id| ("client_id", id)));
    let path = "/application/o/end-session/";
    let answer = browser
        .send(browser.request(Method::POST, path).form(&fields))
        .await;
    browser.follow(answer).await
}

/// With and without the client's name beside it, in this browser and in one without a session.
async fn assert_useless(app: &TestApp, id: &str, browser: &mut Browser, hints: &[String]) {
    for hint in hints {
        let shown: String = hint.chars().take(200).collect();
        for client_id in [None, Some(id)] {
            let mut nobody = Browser::new(app);
            for who in [&mut *browser, &mut nobody] {
                let page = log_out(who, hint, client_id).await;
                assert!(page.status.is_client_error(), "{} for {shown}", page.status);
                assert_eq!(page.location(), "", "{shown}");
            }
        }
        assert!(browser.is_signed_in().await, "{shown}");
    }
}

#[tokio::test]
async fn advisory_29_a_genuine_token_ends_the_session_and_leads_home() {
    let (app, client, mut browser, parts) = alice_with_token().await;

    let page = log_out(&mut browser, &parts.token, Some(&client.id)).await;

    assert_eq!(page.location(), HOME);
    assert!(!browser.is_signed_in().await);
    drop(app);
}

#[tokio::test]
async fn advisory_29_a_token_without_a_signature_is_worth_nothing() {
    let (app, client, mut browser, parts) = alice_with_token().await;
    let mut hints = Vec::new();
    for word in ["none", "None", "NONE", "nOnE", ""] {
        let header = parts.header_with(&json!({ "alg": word }));
        let without_kid = parts.header_with(&json!({ "alg": word, "kid": null }));
        hints.push(format!("{}.{}.", encode(&header), encode(&parts.claims)));
        hints.push(format!("{}.{}", encode(&header), encode(&parts.claims)));
        hints.push(format!(
            "{}.{}.",
            encode(without_kid),
            encode(&parts.claims)
        ));
        hints.push(parts.under(&header));
    }
    hints.push(parts.under(&parts.header_with(&json!({ "alg": null }))));
    hints.push(format!(
        "{}.{}.",
        encode(&parts.header),
        encode(&parts.claims)
    ));

    assert_useless(&app, &client.id, &mut browser, &hints).await;
}

#[tokio::test]
async fn advisory_29_a_public_or_empty_key_is_no_shared_secret() {
    let (app, client, mut browser, parts) = alice_with_token().await;
    let mut hints = Vec::new();
    for secret in public_key_as_secrets(&app, &parts.kid()).await {
        for algorithm in ["HS256", "RS256"] {
            let header = parts.header_with(&json!({ "alg": algorithm }));
            hints.push(keyed(&header, &parts.claims, &secret));
        }
        let nameless = parts.header_with(&json!({ "alg": "HS256", "kid": null }));
        hints.push(keyed(&nameless, &parts.claims, &secret));
    }
    let own_secret = keyed(
        &parts.header_with(&json!({ "alg": "HS256" })),
        &parts.claims,
        client.secret.as_bytes(),
    );
    hints.push(own_secret);

    assert_useless(&app, &client.id, &mut browser, &hints).await;
}

#[tokio::test]
async fn advisory_29_the_key_is_chosen_by_us_and_never_by_the_token() {
    let (app, client, mut browser, parts) = alice_with_token().await;
    let foreign = RawKey::foreign();
    let keys = app.provider.keys().await.unwrap();
    let mut hints = vec![foreign.sign(&parts.header, &parts.claims)];
    for kid in [
        "",
        "x",
        "../../dev/null",
        "' OR 1=1 --",
        "file:///dev/null",
        "\u{0}",
    ] {
        let header = parts.header_with(&json!({ "kid": kid }));
        hints.push(foreign.sign(&header, &parts.claims));
        hints.push(keyed(&header, &parts.claims, b""));
    }
    for kid in [
        json!(null),
        json!(0),
        json!([parts.kid()]),
        json!({ "kid": parts.kid() }),
    ] {
        hints.push(foreign.sign(&parts.header_with(&json!({ "kid": kid })), &parts.claims));
    }
    for other in keys.iter().filter(|other| other.key.kid != parts.kid()) {
        let named = json!({ "kid": other.key.kid, "alg": other.key.algorithm.as_str() });
        hints.push(parts.under(&parts.header_with(&named)));
        hints.push(parts.under(&parts.header_with(&json!({ "kid": other.key.kid }))));
        hints.push(foreign.sign(
            &parts.header_with(&json!({ "kid": other.key.kid })),
            &parts.claims,
        ));
    }
    let signer_of_their_own = json!({
        "jku": "https://evil.example/jwks",
        "x5u": "https://evil.example/x5u",
        "jwk": { "kty": "RSA", "e": "AQAB", "n": encode([7; 256]), "kid": parts.kid() },
        "x5c": ["MIIB"],
        "crit": ["jwk"],
    });
    hints.push(foreign.sign(&parts.header_with(&signer_of_their_own), &parts.claims));

    assert_useless(&app, &client.id, &mut browser, &hints).await;
}

#[tokio::test]
async fn advisory_29_a_changed_claim_breaks_the_signature() {
    let (app, client, mut browser, parts) = alice_with_token().await;
    let changes = [
        json!({ "iss": "https://evil.example" }),
        json!({ "sub": "somebody else" }),
        json!({ "aud": "another-client" }),
        json!({ "exp": 1 }),
        json!({ "admin": true }),
    ];
    let hints: Vec<String> = changes
        .iter()
        .map(|change| parts.claiming(&parts.claims_with(change)))
        .collect();

    assert_useless(&app, &client.id, &mut browser, &hints).await;
}

#[tokio::test]
async fn advisory_29_even_our_own_signature_does_not_make_up_for_wrong_claims() {
    let (app, client, mut browser, parts) = alice_with_token().await;
    let ours = RawKey::of(&app).await;
    let other = app.add_client("Wiki", client.client.settings.clone()).await;
    let changes = [
        json!({ "iss": "https://evil.example" }),
        json!({ "iss": format!("{}/", app.url) }),
        json!({ "iss": null }),
        json!({ "iss": [app.url] }),
        json!({ "iss": format!("{}/application/o/{}/", app.url, other.client.slug) }),
        json!({ "aud": "another-client" }),
        json!({ "aud": [client.id, other.id] }),
        json!({ "aud": null }),
        json!({ "sub": null }),
        json!({ "sub": 7 }),
    ];
    let mut hints: Vec<String> = changes
        .iter()
        .map(|change| ours.sign(&parts.header, &parts.claims_with(change)))
        .collect();
    let claims = parts.claims.trim_start_matches('{');
    for double in [
        "\"sub\":\"other\"",
        "\"iss\":\"https://evil.example\"",
        "\"aud\":\"x\"",
    ] {
        hints.push(ours.sign(&parts.header, &format!("{{{double},{claims}")));
    }
    let header = parts.header.trim_start_matches('{');
    hints.push(ours.sign(&format!("{{\"alg\":\"none\",{header}"), &parts.claims));
    for text in ["", "null", "[]", "\"\"", "{", "{}", "7"] {
        hints.push(ours.sign(&parts.header, text));
        hints.push(ours.sign(text, &parts.claims));
    }

    let again = ours.sign(&parts.header, &parts.claims);
    assert_eq!(again, parts.token, "the raw key really is the server's");
    assert_useless(&app, &client.id, &mut browser, &hints).await;
}

#[tokio::test]
async fn advisory_29_a_token_for_somebody_else_asks_first() {
    let (app, client, mut alice, _) = alice_with_token().await;
    app.add_user("bob").await;
    let mut bob = Browser::signed_in(&app, "bob").await;
    let answer = bob.start(&AuthorizeRequest::legacy(&client)).await;
    let tokens = app
        .redeem(&client, &sent(&answer, "code").unwrap())
        .await
        .json();

    let page = log_out(&mut alice, tokens["id_token"].as_str().unwrap(), None).await;

    assert!(page.text("#logout-yes").is_some(), "{}", page.body);
    assert!(alice.is_signed_in().await);
}

#[tokio::test]
async fn advisory_29_nonsense_of_any_size_and_depth_breaks_nothing() {
    let (app, client, mut browser, parts) = alice_with_token().await;
    let foreign = RawKey::foreign();
    let deep = |depth: usize| format!("{{\"a\":{}{}}}", "[".repeat(depth), "]".repeat(depth));
    let first_signature = &parts.signature[..1];
    let other_first = if first_signature == "A" { "B" } else { "A" };
    let mut hints = vec![
        ".".to_owned(),
        "..".to_owned(),
        "...".to_owned(),
        "a.b.c".to_owned(),
        "\u{0}.\u{0}.\u{0}".to_owned(),
        "ey.ey.ey.ey.ey".to_owned(),
        foreign.sign(&deep(900), &parts.claims),
        foreign.sign(&parts.header, &deep(2_000)),
        format!("{}.{}", parts.token, parts.signature),
        format!("{}=", parts.token),
        format!(" {}", parts.token),
        format!("{}\n", parts.token),
        parts.token[..parts.token.len() - 2].to_owned(),
        parts.token.replace(
            &parts.signature,
            &format!("{other_first}{}", &parts.signature[1..]),
        ),
        "A".repeat(8_193),
        "A.".repeat(20_000),
    ];
    hints.extend(
        (0..parts.token.len())
            .step_by(97)
            .map(|at| without(&parts.token, at)),
    );

    assert_useless(&app, &client.id, &mut browser, &hints).await;
}

fn without(text: &str, at: usize) -> String {
    format!("{}{}", &text[..at], &text[at + 1..])
}

#[tokio::test]
async fn advisory_29_no_bent_token_opens_userinfo() {
    let (app, _, _, parts) = alice_with_token().await;
    let header = parts.header_with(&json!({ "alg": "none" }));
    let bent = [
        parts.token.clone(),
        parts.under(&header),
        format!("{}.{}.", encode(&header), encode(&parts.claims)),
        RawKey::of(&app).await.sign(
            &parts.header_with(&json!({ "typ": "at+jwt" })),
            &parts.claims,
        ),
        keyed(
            &parts.header_with(&json!({ "alg": "HS256" })),
            &parts.claims,
            b"",
        ),
    ];

    for token in bent {
        assert_eq!(app.userinfo(&token).await.status, 401, "{token}");
    }
}
