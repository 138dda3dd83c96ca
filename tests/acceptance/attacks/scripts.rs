//! Row 5: no parameter and no field becomes markup on any page.

use gantry_test_support::{AuthorizeRequest, Page, RocketChatClient, TestApp};
use url::form_urlencoded::byte_serialize;

use crate::browser::{Browser, request_id};
use crate::html::{PAYLOADS, assert_harmless};

/// Every parameter that any page of the journey knows, and some that none does.
const PARAMETERS: [&str; 36] = [
    "client_id",
    "redirect_uri",
    "response_type",
    "scope",
    "state",
    "nonce",
    "prompt",
    "max_age",
    "login_hint",
    "ui_locales",
    "code_challenge",
    "code_challenge_method",
    "response_mode",
    "request",
    "request_uri",
    "registration",
    "id_token_hint",
    "display",
    "acr_values",
    "claims",
    "post_logout_redirect_uri",
    "logout_hint",
    "next",
    "token",
    "decision",
    "done",
    "error",
    "error_description",
    "lang",
    "theme",
    "return_to",
    "username",
    "form_token",
    "q",
    "after",
    "xssprobe",
];

fn encoded(text: &str) -> String {
    byte_serialize(text.as_bytes())
        .collect::<String>()
        .replace('+', "%20")
}

/// A page may refuse or redirect, but never break, and whatever it shows is harmless.
pub(crate) fn assert_sound(page: &Page, told: &str) {
    assert!(!page.status.is_server_error(), "{} {told}", page.status);
    assert!(
        !page
            .location()
            .to_ascii_lowercase()
            .starts_with("javascript"),
        "{told}"
    );
    if page.header("content-type").starts_with("text/html") {
        assert_harmless(page, told);
    }
}

/// Asks for a path with each parameter replaced by each payload.
async fn try_all(browser: &mut Browser, path: &str, sound: &str) {
    for parameter in PARAMETERS {
        let kept: Vec<&str> = sound
            .split('&')
            .filter(|pair| !pair.is_empty() && pair.split('=').next() != Some(parameter))
            .collect();
        for payload in PAYLOADS {
            let attack = format!("{parameter}={}", encoded(payload));
            let query = [kept.as_slice(), &[attack.as_str()]].concat().join("&");
            let page = browser.get(&format!("{path}?{query}")).await;
            let page = browser.follow(page).await;
            assert_sound(&page, &format!("{path} {parameter}={payload}"));
        }
        browser.answers.clear();
    }
}

/// A server with Alice and a client that asks for consent.
pub(crate) async fn asking_app() -> (TestApp, RocketChatClient) {
    let app = TestApp::start().await;
    app.add_user("alice").await;
    let client = app
        .add_rocketchat_with(|settings| settings.consent = true)
        .await;
    (app, client)
}

#[tokio::test]
async fn advisory_05_no_parameter_becomes_markup_before_the_sign_in() {
    let (app, client) = asking_app().await;
    let link = app.accounts.make_setup_link().await.unwrap();
    let mut browser = Browser::new(&app);
    let sound = AuthorizeRequest::legacy(&client).path();
    let (authorize, query) = sound.split_once('?').unwrap();
    let setup = format!("token={}", link.expose());

    try_all(&mut browser, authorize, query).await;
    try_all(
        &mut browser,
        "/application/o/end-session/",
        &format!("client_id={}", client.id),
    )
    .await;
    for (path, sound) in [
        ("/login", ""),
        ("/setup", setup.as_str()),
        ("/logged-out", ""),
    ] {
        try_all(&mut browser, path, sound).await;
    }
}

#[tokio::test]
async fn advisory_05_no_parameter_becomes_markup_for_a_person_signed_in() {
    let (app, client) = asking_app().await;
    let mut browser = Browser::signed_in(&app, "alice").await;
    let consent = browser.start(&AuthorizeRequest::legacy(&client)).await;
    let waiting = format!("request={}", request_id(&consent));
    let sound = AuthorizeRequest::legacy(&client).path();
    let (authorize, query) = sound.split_once('?').unwrap();

    try_all(&mut browser, authorize, query).await;
    try_all(
        &mut browser,
        "/application/o/end-session/",
        &format!("client_id={}", client.id),
    )
    .await;
    for path in [
        "/consent",
        "/login",
        "/logout",
        "/apps",
        "/account",
        "/not/found",
    ] {
        try_all(&mut browser, path, &waiting).await;
    }
}

#[tokio::test]
async fn advisory_05_no_parameter_becomes_markup_in_the_administration() {
    let (app, client) = asking_app().await;
    let root = app.add_admin("root").await;
    let mut browser = Browser::signed_in(&app, "root").await;
    let own = [
        "",
        "/people",
        "/groups",
        "/applications",
        "/applications/new",
        "/trail",
        "/keys",
    ];
    let mut paths: Vec<String> = own.iter().map(|path| format!("/admin{path}")).collect();
    paths.push(format!("/admin/people/{}", root.id));
    paths.push(format!("/admin/applications/{}", client.client.slug));

    for path in paths {
        for parameter in [
            "q", "after", "id", "done", "user", "client", "only", "before", "name",
        ] {
            for payload in PAYLOADS {
                let page = browser
                    .walk(&format!("{path}?{parameter}={}", encoded(payload)))
                    .await;
                assert_sound(&page, &format!("{path} {parameter}={payload}"));
            }
        }
    }
    for payload in PAYLOADS {
        for folder in [
            "/admin/people",
            "/admin/groups",
            "/admin/applications",
            "/admin/trail",
        ] {
            let page = browser
                .walk(&format!("{folder}/{}", encoded(payload)))
                .await;
            assert_sound(&page, &format!("{folder}/{payload}"));
        }
    }
}

#[tokio::test]
async fn advisory_05_no_posted_field_becomes_markup_when_its_form_comes_back() {
    let (app, _) = asking_app().await;
    app.add_admin("root").await;
    let mut nobody = Browser::new(&app);
    let login = nobody.get("/login").await;
    let mut root = Browser::signed_in(&app, "root").await;
    let forms = [
        ("/account", "#name"),
        ("/admin/people", "#username"),
        ("/admin/groups", "#name"),
        ("/admin/applications/new", "#redirect_uris"),
        ("/admin/applications/new/rocketchat", "#url"),
    ];

    for payload in PAYLOADS {
        for name in ["username", "password", "next", "request"] {
            let page = nobody
                .submit(&login, "#login-submit", &[(name, payload)])
                .await;
            assert_sound(&page, &format!("/login {name}={payload}"));
        }
        for (path, field) in forms {
            let page = root.get(path).await;
            let (_, fields) = page.form_with(field);
            for (name, _) in fields.iter().filter(|(name, _)| name != "form_token") {
                let back = root.submit(&page, field, &[(name, payload)]).await;
                let back = root.follow(back).await;
                assert_sound(&back, &format!("{path} {name}={payload}"));
            }
        }
    }
}
