//! Row 26: nothing is decided from another site, in another browser, or with another's form.

use gantry_test_support::{AuthorizeRequest, PASSWORD, Page, RocketChatClient, TestApp};
use reqwest::Method;

use crate::browser::{Browser, request_id, sent};

const FOREIGN: [(&str, &str); 7] = [
    ("origin", "https://evil.example"),
    ("origin", "null"),
    ("origin", "http://127.0.0.1.evil.example"),
    ("origin", "http://localhost:1"),
    ("sec-fetch-site", "cross-site"),
    ("sec-fetch-site", "same-site"),
    ("sec-fetch-site", "nonsense"),
];

async fn asking_app() -> (TestApp, RocketChatClient) {
    let app = TestApp::start().await;
    app.add_user("alice").await;
    let client = app
        .add_rocketchat_with(|settings| settings.consent = true)
        .await;
    (app, client)
}

/// The fields of a form, with the token that makes it good.
fn fields(page: &Page, selector: &str, typed: &[(&str, &str)]) -> Vec<(String, String)> {
    let mut fields = page.form_with(selector).1;
    fields.extend(
        typed
            .iter()
            .map(|(name, value)| ((*name).to_owned(), (*value).to_owned())),
    );
    fields
}

/// Posts a good form as another site's page makes the browser do it.
async fn posted_from_elsewhere(
    browser: &mut Browser,
    path: &str,
    fields: &[(String, String)],
) -> Vec<Page> {
    let mut answers = Vec::new();
    for (name, value) in FOREIGN {
        let request = browser
            .request(Method::POST, path)
            .form(fields)
            .header(name, value);
        answers.push(browser.send(request).await);
    }
    answers
}

fn assert_all_refused(answers: &[Page]) {
    for answer in answers {
        assert_eq!(
            (answer.status.as_u16(), answer.location()),
            (403, ""),
            "{}",
            answer.body
        );
    }
}

#[tokio::test]
async fn advisory_26_another_site_cannot_agree_for_a_person() {
    let (app, client) = asking_app().await;
    let mut browser = Browser::signed_in(&app, "alice").await;
    let consent = browser.start(&AuthorizeRequest::legacy(&client)).await;
    let good = fields(&consent, "#consent-allow", &[("decision", "allow")]);

    let answers = posted_from_elsewhere(&mut browser, "/consent", &good).await;
    let again = browser.start(&AuthorizeRequest::legacy(&client)).await;

    assert_all_refused(&answers);
    assert!(again.text("#consent-allow").is_some(), "{}", again.body);
}

#[tokio::test]
async fn advisory_26_another_site_cannot_sign_a_person_in() {
    let (app, _) = asking_app().await;
    let mut browser = Browser::new(&app);
    let login = browser.get("/login").await;
    let typed = [("username", "alice"), ("password", PASSWORD)];
    let mut good = fields(&login, "#login-submit", &[]);
    good.retain(|(name, _)| name == "form_token");
    good.extend(typed.map(|(name, value)| (name.to_owned(), value.to_owned())));

    let answers = posted_from_elsewhere(&mut browser, "/login", &good).await;

    assert_all_refused(&answers);
    assert!(!browser.is_signed_in().await);
}

#[tokio::test]
async fn advisory_26_another_site_cannot_sign_a_person_out() {
    let (app, _) = asking_app().await;
    let mut browser = Browser::signed_in(&app, "alice").await;
    let question = browser.get("/logout").await;
    let good = fields(&question, "#logout-yes", &[("decision", "yes")]);

    let answers = posted_from_elsewhere(&mut browser, "/logout", &good).await;

    assert_all_refused(&answers);
    assert!(browser.is_signed_in().await);
}

#[tokio::test]
async fn advisory_26_a_link_decides_nothing() {
    let (app, client) = asking_app().await;
    let mut browser = Browser::signed_in(&app, "alice").await;
    let consent = browser.start(&AuthorizeRequest::legacy(&client)).await;
    let (_, fields) = consent.form_with("#consent-allow");
    let token = &fields
        .iter()
        .find(|(name, _)| name == "form_token")
        .unwrap()
        .1;
    let id = request_id(&consent);

    let link = format!("/consent?request={id}&decision=allow&form_token={token}");
    let asked = browser.walk(&link).await;
    let still = browser
        .walk(&format!("/application/o/authorize/?request={id}"))
        .await;
    browser
        .walk(&format!("/logout?decision=yes&form_token={token}"))
        .await;

    assert!(asked.text("#consent-allow").is_some());
    assert!(still.text("#consent-allow").is_some());
    assert!(browser.is_signed_in().await);
}

#[tokio::test]
async fn advisory_26_a_request_is_answered_in_the_browser_that_started_it_only() {
    let (app, client) = asking_app().await;
    app.add_user("mallory").await;
    let mut mallory = Browser::signed_in(&app, "mallory").await;
    let id = request_id(&mallory.start(&AuthorizeRequest::legacy(&client)).await);
    let mut alice = Browser::signed_in(&app, "alice").await;
    let own = alice.start(&AuthorizeRequest::legacy(&client)).await;
    let paths = [
        format!("/application/o/authorize/?request={id}"),
        format!("/login?request={id}"),
        format!("/consent?request={id}"),
    ];

    for path in paths {
        let page = alice.get(&path).await;
        assert_eq!(page.problem().as_deref(), Some("other_browser"), "{path}");
    }
    let changed = [("decision", "allow"), ("request", id.as_str())];
    let agreed = alice.submit(&own, "#consent-allow", &changed).await;

    assert_eq!(agreed.problem().as_deref(), Some("other_browser"));
    assert_eq!(sent(&agreed, "code"), None);
}

#[tokio::test]
async fn advisory_26_without_the_requests_cookie_nothing_is_decided() {
    let (app, client) = asking_app().await;
    let mut browser = Browser::signed_in(&app, "alice").await;
    let consent = browser.start(&AuthorizeRequest::legacy(&client)).await;

    browser
        .cookies
        .remove(&format!("gantry-request-{}", request_id(&consent)));
    let allowed = browser
        .submit(&consent, "#consent-allow", &[("decision", "allow")])
        .await;
    let denied = browser
        .submit(&consent, "#consent-deny", &[("decision", "deny")])
        .await;

    assert_eq!(allowed.problem().as_deref(), Some("other_browser"));
    assert_eq!(denied.problem().as_deref(), Some("other_browser"));
}

#[tokio::test]
async fn advisory_26_the_form_of_another_browser_is_worth_nothing() {
    let (app, client) = asking_app().await;
    let mut mallory = Browser::new(&app);
    let foreign = mallory.get("/login").await.form_with("#login-submit").1;
    let foreign = &foreign
        .iter()
        .find(|(name, _)| name == "form_token")
        .unwrap()
        .1;
    let mut browser = Browser::new(&app);
    let login = browser.start(&AuthorizeRequest::legacy(&client)).await;

    for token in [foreign.as_str(), "", "x"] {
        let typed = [
            ("username", "alice"),
            ("password", PASSWORD),
            ("form_token", token),
        ];
        let refused = browser.submit(&login, "#login-submit", &typed).await;
        assert_eq!(
            (refused.status.as_u16(), refused.location()),
            (403, ""),
            "{token:?}"
        );
    }
    assert!(!browser.is_signed_in().await);

    let consent = browser.log_in(&login, "alice").await;
    for token in [foreign.as_str(), "", "x"] {
        let posted = [("decision", "allow"), ("form_token", token)];
        let refused = browser.submit(&consent, "#consent-allow", &posted).await;
        assert_eq!(
            (refused.status.as_u16(), refused.location()),
            (403, ""),
            "{token:?}"
        );
    }
}
