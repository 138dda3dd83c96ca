//! Row 17: no answer of a whole sign-in contains a secret that it was not made to deliver.

use base64::Engine;
use base64::engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD};
use gantry_core::Digest;
use gantry_core::token::Token;
use gantry_core::user::User;
use gantry_store::{client_secrets, credentials};
use gantry_test_support::{AuthorizeRequest, PASSWORD, Page, RocketChatClient, TestApp};

use crate::browser::{Browser, sent};

/// A secret by what it is, so that a leak can be named.
pub(crate) type Live = Vec<(&'static str, String)>;

/// A digest in every writing that could be told.
pub(crate) fn digests(live: &mut Live, what: &'static str, digest: Digest) {
    let bytes = digest.as_bytes();
    live.push((
        what,
        STANDARD.encode(bytes).trim_end_matches('=').to_owned(),
    ));
    live.push((what, URL_SAFE_NO_PAD.encode(bytes)));
    let hex = bytes.iter().flat_map(|byte| [byte >> 4, byte & 15]);
    let digit = |nibble: u8| char::from_digit(nibble.into(), 16).unwrap();
    live.push((what, hex.map(digit).collect()));
}

/// What the database keeps, and what was typed.
pub(crate) async fn stored_secrets(app: &TestApp, user: &User, client: &RocketChatClient) -> Live {
    let mut conn = app.accounts.store().read().await.unwrap();
    let (_, hash) = credentials::find(&mut conn, user.id)
        .await
        .unwrap()
        .unwrap();
    let hash = hash.unwrap().as_str().to_owned();
    let parts: Vec<&str> = hash.split('$').collect();
    let mut live: Live = vec![
        ("password", PASSWORD.to_owned()),
        ("password in a query", PASSWORD.replace(' ', "+")),
        ("password hash", hash.clone()),
        ("salt", parts[4].to_owned()),
        ("hash", parts[5].to_owned()),
        ("client secret", client.secret.clone()),
        (
            "master key",
            app.accounts.master_key().encode().expose().to_owned(),
        ),
    ];
    for secret in client_secrets::of_client(&mut conn, client.client.id)
        .await
        .unwrap()
    {
        digests(&mut live, "client secret's digest", secret.digest);
    }
    live
}

/// The session, as the browser and the database have it.
pub(crate) fn session_secrets(live: &mut Live, browser: &Browser) {
    for name in ["gantry-session", "gantry-device"] {
        live.push(("cookie", browser.cookie(name).to_owned()));
    }
    let token = Token::<()>::parse(browser.cookie("gantry-session")).unwrap();
    digests(live, "session's digest", token.digest());
}

/// None of the answers has one of the secrets in it.
pub(crate) fn assert_no_leak(live: &Live, answers: &[Page]) {
    for answer in answers {
        for (what, secret) in live {
            assert!(!secret.is_empty(), "{what}");
            assert!(
                !answer.body.contains(secret),
                "{what} in {}:\n{}",
                answer.url,
                answer.body
            );
            let headers = answer
                .headers
                .iter()
                .filter(|(name, _)| *name != "set-cookie");
            for (name, value) in headers {
                let value = value.to_str().unwrap();
                assert!(
                    !value.contains(secret),
                    "{what} in {name} of {}",
                    answer.url
                );
            }
        }
    }
}

#[tokio::test]
async fn advisory_17_no_answer_of_a_whole_sign_in_contains_a_secret() {
    let app = TestApp::start().await;
    let user = app.add_user("alice").await;
    let client = app
        .add_rocketchat_with(|settings| settings.consent = true)
        .await;
    let mut live = stored_secrets(&app, &user, &client).await;
    let mut browser = Browser::new(&app);

    let login = browser.start(&AuthorizeRequest::legacy(&client)).await;
    browser
        .try_password(&login, "alice", "not the password")
        .await;
    let consent = browser.log_in(&login, "alice").await;
    session_secrets(&mut live, &browser);
    let answer = browser
        .submit(&consent, "#consent-allow", &[("decision", "allow")])
        .await;
    let answer = browser.follow(answer).await;
    let tokens = app.redeem(&client, &sent(&answer, "code").unwrap()).await;
    let userinfo = app
        .userinfo(tokens.json()["access_token"].as_str().unwrap())
        .await;
    for path in ["/apps", "/account", "/logout", "/nothing/here"] {
        browser.get(path).await;
    }

    browser.answers.extend([tokens, userinfo]);
    assert!(browser.answers.len() > 12);
    assert_no_leak(&live, &browser.answers);
}

#[tokio::test]
async fn advisory_17_no_page_of_the_administration_contains_a_secret() {
    let app = TestApp::start().await;
    let admin = app.add_admin("root").await;
    let client = app.add_rocketchat().await;
    let mut live = stored_secrets(&app, &admin, &client).await;
    let mut browser = Browser::signed_in(&app, "root").await;
    session_secrets(&mut live, &browser);
    let slug = client.client.slug.to_string();
    let wrong = [
        ("grant_type", "authorization_code"),
        ("client_id", &client.id),
    ];
    app.token(&wrong).await;

    let paths = [
        "/admin".to_owned(),
        "/admin/people".to_owned(),
        format!("/admin/people/{}", admin.id),
        "/admin/applications".to_owned(),
        format!("/admin/applications/{slug}"),
        format!("/admin/applications/{slug}/values"),
        "/admin/trail".to_owned(),
        "/admin/keys".to_owned(),
    ];
    for path in paths {
        let page = browser.get(&path).await;
        assert_eq!(page.status, 200, "{path}");
    }

    assert_no_leak(&live, &browser.answers);
}

#[tokio::test]
async fn advisory_17_a_password_that_failed_is_not_shown_again() {
    let app = TestApp::start().await;
    app.add_user("alice").await;
    let mut browser = Browser::new(&app);
    let login = browser.get("/login").await;

    let wrong = browser
        .try_password(&login, "alice", "almost the password")
        .await;

    assert_eq!(
        wrong.attribute("#username", "value").as_deref(),
        Some("alice")
    );
    assert!(!wrong.body.contains("almost the password"));
}

#[tokio::test]
async fn advisory_17_public_documents_contain_no_private_half_of_a_key() {
    let app = TestApp::start().await;

    for path in [
        "/.well-known/jwks.json",
        "/.well-known/openid-configuration",
    ] {
        let document = app.call(app.http.get(format!("{}{path}", app.url))).await;
        for member in [
            "\"d\"", "\"p\"", "\"q\"", "\"dp\"", "\"dq\"", "\"qi\"", "\"k\"", "PRIVATE",
        ] {
            assert!(!document.body.contains(member), "{member} in {path}");
        }
    }
}
