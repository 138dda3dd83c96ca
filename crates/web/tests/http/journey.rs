//! Signing in for an application, and out again.

use crate::support::{REDIRECT_URI, Server};

const AUTHORIZE: &str = "/application/o/authorize/?client_id=team-chat&response_type=code\
    &scope=openid%20profile&state=s%2B1&redirect_uri=https%3A%2F%2Fchat.example.org%2F_oauth%2Fgantry";

#[tokio::test]
async fn a_person_signs_in_agrees_and_returns_with_a_code() {
    let server = Server::start().await.with_user("alice").await;
    server.add_client(true).await;
    let mut browser = server.browser();

    let dispatcher = browser.get(AUTHORIZE).await.location().to_owned();
    let login = browser.get(&dispatcher).await.location().to_owned();
    let page = browser.get(&login).await;
    let fields = [
        ("form_token", &*page.field("form_token")),
        ("request", &*page.field("request")),
        ("username", "alice"),
        ("password", crate::support::PASSWORD),
    ];
    let back = browser.post("/login", &fields).await.location().to_owned();
    let consent = browser.get(&back).await.location().to_owned();
    let page = browser.get(&consent).await;
    let fields = [
        ("form_token", &*page.field("form_token")),
        ("request", &*page.field("request")),
        ("decision", "allow"),
    ];
    let back = browser
        .post("/consent", &fields)
        .await
        .location()
        .to_owned();
    let answer = browser.get(&back).await;

    assert!(
        dispatcher.starts_with("/application/o/authorize/?request="),
        "{dispatcher}"
    );
    assert!(login.starts_with("/login?request="), "{login}");
    assert!(consent.starts_with("/consent?request="), "{consent}");
    let location = answer.location();
    assert!(
        location.starts_with(&format!("{REDIRECT_URI}?code=")),
        "{location}"
    );
    assert!(location.contains("state=s%2B1"), "{location}");
    assert!(
        !browser
            .cookies
            .keys()
            .any(|name| name.contains("gantry-request-"))
    );
}

#[tokio::test]
async fn cancelling_returns_a_refusal_with_the_state() {
    let server = Server::start().await;
    server.add_client(true).await;
    let mut browser = server.browser();
    let dispatcher = browser.get(AUTHORIZE).await.location().to_owned();
    let login = browser.get(&dispatcher).await.location().to_owned();
    let page = browser.get(&login).await;

    let fields = [
        ("form_token", &*page.field("form_token")),
        ("request", &*page.field("request")),
        ("cancel", "yes"),
    ];
    let answer = browser.post("/login", &fields).await;

    assert!(
        answer.location().contains("error=access_denied"),
        "{}",
        answer.location()
    );
    assert!(
        answer.location().contains("state=s%2B1"),
        "{}",
        answer.location()
    );
}

#[tokio::test]
async fn a_request_of_another_browser_is_not_continued() {
    let server = Server::start().await;
    server.add_client(true).await;
    let dispatcher = server.browser().get(AUTHORIZE).await.location().to_owned();

    let answer = server.get(&dispatcher).await;

    assert_eq!(answer.status, 403);
    assert!(
        answer.body.contains("data-reason=\"other_browser\""),
        "{}",
        answer.body
    );
}

#[tokio::test]
async fn an_authorization_request_by_post_is_continued_by_get() {
    let server = Server::start().await;
    server.add_client(true).await;
    let fields = [
        ("client_id", "team-chat"),
        ("response_type", "code"),
        ("scope", "openid"),
        ("redirect_uri", REDIRECT_URI),
    ];

    let mut browser = server.browser();
    let answer = browser
        .post_from("cross-site", "/application/o/authorize/", &fields)
        .await;

    assert!(
        answer
            .location()
            .starts_with("/application/o/authorize/?request=")
    );
}

#[tokio::test]
async fn an_unregistered_address_is_shown_beside_the_registered_one() {
    let server = Server::start().await;
    server.add_client(true).await;

    let answer = server.get(&AUTHORIZE.replace("https%3A", "http%3A")).await;

    assert_eq!(answer.status, 400);
    assert!(
        answer
            .body
            .contains("data-reason=\"redirect_uri_mismatch\"")
    );
    assert!(answer.body.contains("id=\"problem-code\""));
}

#[tokio::test]
async fn a_wrong_password_keeps_the_name_and_says_no_more() {
    let server = Server::start().await.with_user("alice").await;
    let mut browser = server.browser();
    let token = browser.get("/login").await.field("form_token");

    let fields = [
        ("form_token", &*token),
        ("username", "alice"),
        ("password", "guess"),
    ];
    let wrong = browser.post("/login", &fields).await;
    let fields = [
        ("form_token", &*token),
        ("username", "nobody"),
        ("password", "guess"),
    ];
    let unknown = browser.post("/login", &fields).await;

    assert_eq!((wrong.status, unknown.status), (422, 422));
    assert!(wrong.body.contains("value=\"alice\""));
    assert_eq!(wrong.body.replace("alice", "nobody"), unknown.body);
}

#[tokio::test]
async fn signing_in_leads_on_to_paths_of_our_own_only() {
    let server = Server::start().await.with_user("alice").await;

    for (next, to) in [("/account", "/account"), ("//evil.example", "/apps")] {
        let mut browser = server.browser();
        let token = browser.get("/login").await.field("form_token");
        let fields = [
            ("form_token", &*token),
            ("username", "alice"),
            ("password", crate::support::PASSWORD),
            ("next", next),
        ];
        assert_eq!(browser.post("/login", &fields).await.location(), to);
    }
}

#[tokio::test]
async fn whoever_is_not_signed_in_comes_back_after_signing_in() {
    let server = Server::start().await;

    assert_eq!(
        server.get("/apps?a=1").await.location(),
        "/login?next=%2Fapps%3Fa%3D1"
    );
}

#[tokio::test]
async fn applications_ask_before_they_sign_out() {
    let server = Server::start().await.with_user("alice").await;
    server.add_client(true).await;
    let mut browser = server.browser();
    browser.sign_in("alice").await;

    let end = "/application/o/team-chat/end-session/?client_id=team-chat&state=s1\
        &post_logout_redirect_uri=https%3A%2F%2Fchat.example.org%2F";
    let page = browser.get(end).await;
    let fields = [
        ("form_token", &*page.field("form_token")),
        ("client_id", &*page.field("client_id")),
        ("post_logout_redirect_uri", "https://chat.example.org/"),
        ("state", &*page.field("state")),
        ("decision", "yes"),
    ];
    let answer = browser.post("/logout", &fields).await;

    assert_eq!(answer.location(), "https://chat.example.org/?state=s1");
    assert!(!browser.cookies.contains_key("__Host-gantry-session"));
    assert!(browser.get("/apps").await.location().starts_with("/login"));
}

#[tokio::test]
async fn the_page_after_signing_out_has_working_forms() {
    let server = Server::start().await.with_user("alice").await;
    let mut browser = server.browser();
    browser.sign_in("alice").await;
    let token = browser.get("/logout").await.field("form_token");

    let fields = [("form_token", &*token), ("decision", "yes")];
    let page = browser.post("/logout", &fields).await;
    let fields = [
        ("form_token", &*page.field("form_token")),
        ("lang", "de"),
        ("theme", "dark"),
        ("return_to", "/logged-out"),
    ];
    let chosen = browser.post("/preferences", &fields).await;

    assert!(page.body.contains("id=\"logged-out\""), "{}", page.body);
    assert_eq!(chosen.location(), "/logged-out");
    assert!(
        browser
            .get("/logged-out")
            .await
            .body
            .contains("data-theme=\"dark\"")
    );
}

#[tokio::test]
async fn the_first_administrator_comes_by_a_link_that_works_once() {
    let server = Server::start().await;
    let link = server.accounts.make_setup_link().await.unwrap();
    let address = format!("/setup?token={}", link.expose());
    let mut browser = server.browser();
    let token = browser.get(&address).await.field("form_token");

    let mut fields = [
        ("form_token", &*token),
        ("token", link.expose()),
        ("name", "Alice Adams"),
        ("username", "alice"),
        ("email", "alice@example.org"),
        ("password", "short"),
    ];
    let weak = browser.post("/setup", &fields).await;
    fields[5].1 = crate::support::PASSWORD;
    let made = browser.post("/setup", &fields).await;

    assert_eq!(weak.status, 422);
    assert!(
        weak.body.contains("id=\"password-problem\""),
        "{}",
        weak.body
    );
    assert_eq!(made.location(), "/admin/applications/new/rocketchat");
    assert!(browser.cookies.contains_key("__Host-gantry-session"));
    assert!(
        server
            .get(&address)
            .await
            .body
            .contains("data-reason=\"setup_done\"")
    );
}

#[tokio::test]
async fn my_applications_open_where_they_lead() {
    let server = Server::start().await.with_user("alice").await;
    server.add_client(true).await;
    let mut browser = server.browser();
    browser.sign_in("alice").await;

    let page = browser.get("/apps").await;
    let launched = browser.get("/application/launch/team-chat/").await;

    assert!(
        page.body
            .contains("href=\"/application/launch/team-chat/\""),
        "{}",
        page.body
    );
    assert_eq!(launched.location(), "https://chat.example.org/");
}
