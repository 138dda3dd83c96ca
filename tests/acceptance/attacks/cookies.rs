//! Rows 16 and 17: cookies that no other host can plant, and that nobody can compute or bend.

use std::collections::BTreeSet;

use gantry_test_support::{AuthorizeRequest, TestApp};

use crate::browser::{Browser, request_id};
use crate::guessing::generous;

/// Everything in which one cookie's value may differ in one bit and still be a cookie's value.
fn bent(value: &str) -> Vec<String> {
    let mut all = Vec::new();
    for (at, character) in value.bytes().enumerate() {
        for bit in 0..7 {
            let other = character ^ (1 << bit);
            if other.is_ascii_graphic() && !b"\",;\\".contains(&other) {
                let mut bytes = value.as_bytes().to_vec();
                bytes[at] = other;
                all.push(String::from_utf8(bytes).unwrap());
            }
        }
    }
    all.extend([
        format!("{value}A"),
        format!("{value}="),
        value[1..].to_owned(),
        "A".repeat(64),
    ]);
    all
}

/// One walk in which every cookie is set, and those that can be are taken back.
async fn whole_walk(app: &TestApp) -> Browser {
    app.add_user("alice").await;
    let client = app
        .add_rocketchat_with(|settings| settings.consent = true)
        .await;
    let mut browser = Browser::new(app);
    let login = browser.start(&AuthorizeRequest::legacy(&client)).await;
    let wishes = [("lang", "de"), ("theme", "dark")];
    browser.submit(&login, "#preference-lang", &wishes).await;
    let consent = browser.log_in(&login, "alice").await;
    let answer = browser
        .submit(&consent, "#consent-allow", &[("decision", "allow")])
        .await;
    browser.follow(answer).await;
    let question = browser.get("/logout").await;
    browser
        .submit(&question, "#logout-yes", &[("decision", "yes")])
        .await;
    browser
}

fn names(browser: &Browser) -> BTreeSet<String> {
    let name = |header: &String| header.split('=').next().unwrap().to_owned();
    let without_id = |name: String| match name.split_once("request-") {
        Some((before, _)) => format!("{before}request-…"),
        None => name,
    };
    browser
        .set_cookies
        .iter()
        .map(name)
        .map(without_id)
        .collect()
}

#[tokio::test]
async fn advisory_16_behind_https_every_cookie_belongs_to_this_very_host() {
    let app = TestApp::start().await.behind_https().await;

    let browser = whole_walk(&app).await;

    let expected = ["device", "form", "lang", "request-…", "session", "theme"];
    assert_eq!(
        names(&browser),
        expected.map(|name| format!("__Host-gantry-{name}")).into()
    );
    for cookie in &browser.set_cookies {
        let attributes: Vec<&str> = cookie.split("; ").skip(1).collect();
        for needed in ["Secure", "HttpOnly", "SameSite=Lax", "Path=/"] {
            assert!(attributes.contains(&needed), "{cookie}");
        }
        assert!(!cookie.to_lowercase().contains("domain="), "{cookie}");
    }
}

#[tokio::test]
async fn advisory_16_on_plain_http_only_the_prefix_and_secure_are_missing() {
    let app = TestApp::start().await;

    let browser = whole_walk(&app).await;

    for cookie in &browser.set_cookies {
        let attributes: Vec<&str> = cookie.split("; ").skip(1).collect();
        for needed in ["HttpOnly", "SameSite=Lax", "Path=/"] {
            assert!(attributes.contains(&needed), "{cookie}");
        }
        assert!(!cookie.to_lowercase().contains("domain="), "{cookie}");
    }
}

#[tokio::test]
async fn advisory_16_a_cookie_that_another_host_could_plant_is_not_read() {
    let plain = TestApp::start().await;
    let app = plain.behind_https().await;
    plain.add_user("alice").await;
    let mut browser = Browser::signed_in(&plain, "alice").await;
    let planted = browser.cookie("gantry-session").to_owned();

    let mut victim = Browser::new(&app);
    victim
        .cookies
        .insert("gantry-session".to_owned(), planted.clone());
    let without_prefix = victim.is_signed_in().await;
    victim
        .cookies
        .insert("__Host-gantry-session".to_owned(), planted);
    let with_prefix = victim.is_signed_in().await;

    assert!(browser.is_signed_in().await);
    assert!(!without_prefix);
    assert!(with_prefix);
}

#[tokio::test]
async fn advisory_17_a_session_cookie_with_one_bit_changed_is_nobodys() {
    let app = TestApp::start().await;
    app.add_user("alice").await;
    let mut browser = Browser::signed_in(&app, "alice").await;
    let session = browser.cookie("gantry-session").to_owned();

    for other in bent(&session) {
        browser
            .cookies
            .insert("gantry-session".to_owned(), other.clone());
        assert!(!browser.is_signed_in().await, "{other}");
    }

    browser.cookies.insert("gantry-session".to_owned(), session);
    assert!(browser.is_signed_in().await);
}

#[tokio::test]
async fn advisory_17_a_requests_cookie_with_one_bit_changed_is_another_browsers() {
    let app = TestApp::start().await;
    let client = app.add_rocketchat().await;
    let mut browser = Browser::new(&app);
    let login = browser.start(&AuthorizeRequest::legacy(&client)).await;
    let name = format!("gantry-request-{}", request_id(&login));
    let path = format!("/login?request={}", request_id(&login));
    let right = browser.cookie(&name).to_owned();

    for other in bent(&right) {
        browser.cookies.insert(name.clone(), other.clone());
        let page = browser.get(&path).await;
        assert_eq!(page.problem().as_deref(), Some("other_browser"), "{other}");
    }

    browser.cookies.insert(name, right);
    assert_eq!(browser.get(&path).await.status, 200);
}

#[tokio::test]
async fn advisory_17_a_forms_cookie_with_one_bit_changed_takes_no_form() {
    let app = TestApp::start().await;
    let mut browser = Browser::new(&app);
    let login = browser.get("/login").await;
    let right = browser.cookie("gantry-form").to_owned();

    for other in bent(&right).into_iter().step_by(5) {
        browser
            .cookies
            .insert("gantry-form".to_owned(), other.clone());
        let refused = browser.submit(&login, "#login-submit", &[]).await;
        assert_eq!(refused.status, 403, "{other}");
    }

    browser.cookies.insert("gantry-form".to_owned(), right);
    assert_ne!(
        browser.submit(&login, "#login-submit", &[]).await.status,
        403
    );
}

#[tokio::test]
async fn advisory_17_a_device_cookie_with_one_character_changed_is_a_strangers() {
    let app = TestApp::start_with(generous()).await;
    app.add_user("alice").await;
    let mut browser = Browser::signed_in(&app, "alice").await;
    let right = browser.cookie("gantry-device").to_owned();
    browser.cookies.clear();
    let login = browser.guess_until_slowed(&app, "alice").await;

    for other in bent(&right).into_iter().step_by(3) {
        browser
            .cookies
            .insert("gantry-device".to_owned(), other.clone());
        let answer = browser.log_in(&login, "alice").await;
        assert!(
            answer.text("#slow-down").is_some(),
            "{other} {}",
            answer.status
        );
    }

    browser.cookies.insert("gantry-device".to_owned(), right);
    assert_eq!(browser.log_in(&login, "alice").await.status, 200);
}
