//! Forms that no page of ours sends: each is told off, none breaks anything.

use gantry_test_support::{AuthorizeRequest, PASSWORD, Page, TestApp};
use reqwest::Method;

use crate::browser::Browser;

type Fields = Vec<(String, String)>;

/// A form of a page, filled in as a person would.
fn filled(page: &Page, selector: &str, typed: &[(&str, &str)]) -> Fields {
    let (_, mut fields) = page.form_with(selector);
    for (name, value) in typed {
        fields.retain(|(field, _)| field != name);
        fields.push(((*name).to_owned(), (*value).to_owned()));
    }
    fields
}

/// The same form with one thing wrong with it.
fn bent(fields: &Fields) -> Vec<(String, Fields)> {
    let mut all = vec![("nothing at all".to_owned(), Vec::new())];
    for (at, (name, value)) in fields.iter().enumerate() {
        let with = |what: &str, text: Option<String>| {
            let mut other = fields.clone();
            other.remove(at);
            other.extend(text.map(|text| (name.clone(), text)));
            (format!("{name} {what}"), other)
        };
        all.push(with("missing", None));
        all.push(with("empty", Some(String::new())));
        all.push(with("over-long", Some("x".repeat(9_000))));
        all.push(with("with controls", Some("a\0b\r\nc\u{202e}".to_owned())));
        // Nobody but the page's owner can send its token, once or twice.
        if name != "form_token" {
            let mut twice = fields.clone();
            twice.push((name.clone(), value.clone()));
            all.push((format!("{name} repeated"), twice));
        }
    }
    all
}

/// Posts each bent form and wants a clear refusal, on a page.
async fn assert_told_off(browser: &Browser, path: &str, fields: &Fields, harmless: &[&str]) {
    for (what, other) in bent(fields) {
        let mut browser = browser.clone();
        let pairs: Vec<(&str, &str)> = other
            .iter()
            .map(|(name, value)| (name.as_str(), value.as_str()))
            .collect();
        let page = browser.post(path, &pairs).await;
        if harmless.iter().any(|start| what.starts_with(start)) {
            assert!(
                !page.status.is_server_error(),
                "{path}, {what}: {}",
                page.status
            );
            continue;
        }
        assert!(
            page.status.is_client_error(),
            "{path}, {what}: {}",
            page.status
        );
        assert!(
            page.header("content-type").starts_with("text/html"),
            "{path}, {what}"
        );
        assert!(
            page.text("h1").is_some_and(|title| !title.is_empty()),
            "{path}, {what}"
        );
    }
}

#[tokio::test]
async fn a_login_form_with_anything_wrong_is_told_off() {
    let app = TestApp::start().await;
    app.add_user("alice").await;
    let client = app.add_rocketchat().await;
    let mut browser = Browser::new(&app);
    let login = browser.start(&AuthorizeRequest::legacy(&client)).await;
    let typed = [("username", "alice"), ("password", PASSWORD)];

    // Without its request the form is Gantry's own sign-in.
    let harmless = ["request missing", "request empty"];
    assert_told_off(
        &browser,
        "/login",
        &filled(&login, "#login-submit", &typed),
        &harmless,
    )
    .await;
}

#[tokio::test]
async fn a_consent_form_with_anything_wrong_gives_nothing() {
    let app = TestApp::start().await;
    app.add_user("alice").await;
    let client = app
        .add_rocketchat_with(|settings| settings.consent = true)
        .await;
    let mut browser = Browser::signed_in(&app, "alice").await;
    let consent = browser.start(&AuthorizeRequest::legacy(&client)).await;
    let fields = filled(&consent, "#consent-allow", &[("decision", "allow")]);

    // Whatever is not "allow" is a no.
    assert_told_off(&browser, "/consent", &fields, &["decision"]).await;
    let again = browser.start(&AuthorizeRequest::legacy(&client)).await;
    assert!(again.text("#consent-allow").is_some(), "{}", again.body);
}

#[tokio::test]
async fn a_logout_form_with_anything_wrong_ends_nothing() {
    let app = TestApp::start().await;
    app.add_user("alice").await;
    let mut browser = Browser::signed_in(&app, "alice").await;
    let question = browser.get("/logout").await;
    let fields = filled(&question, "#logout-yes", &[("decision", "yes")]);

    // Whatever is not "yes" is a no.
    for (what, other) in bent(&fields) {
        let pairs: Vec<(&str, &str)> = other
            .iter()
            .map(|(name, value)| (name.as_str(), value.as_str()))
            .collect();
        let page = browser.clone().post("/logout", &pairs).await;
        let refused = page.status.is_client_error();
        assert!(refused || what.starts_with("decision"), "{what}");
        assert!(!page.status.is_server_error(), "{what}");
        if what.starts_with("decision") {
            assert!(browser.is_signed_in().await, "{what}");
        }
    }
}

#[tokio::test]
async fn a_setup_form_with_anything_wrong_makes_nobody() {
    let app = TestApp::start().await;
    let link = app.accounts.make_setup_link().await.unwrap();
    let mut browser = Browser::new(&app);
    let page = browser
        .get(&format!("/setup?token={}", link.expose()))
        .await;
    let typed = [
        ("name", "Root"),
        ("username", "root"),
        ("email", "root@example.org"),
        ("password", PASSWORD),
    ];

    let fields = filled(&page, "#password", &typed);
    assert_told_off(&browser, "/setup", &fields, &[]).await;
}

#[tokio::test]
async fn a_form_of_the_own_account_with_anything_wrong_changes_nothing() {
    let app = TestApp::start().await;
    app.add_user("alice").await;
    let mut browser = Browser::signed_in(&app, "alice").await;
    let account = browser.get("/account").await;
    let typed = [
        ("current_password", PASSWORD),
        ("new_password", "another long one"),
    ];
    let mut fields = filled(&account, "#new_password", &typed);
    // The name is there for password managers only.
    fields.retain(|(name, _)| name != "username");

    assert_told_off(&browser, "/account/password", &fields, &[]).await;
    assert!(browser.is_signed_in().await);
}

#[tokio::test]
async fn a_form_that_adds_a_person_with_anything_wrong_adds_nobody() {
    let app = TestApp::start().await;
    app.add_admin("root").await;
    let mut browser = Browser::signed_in(&app, "root").await;
    let people = browser.get("/admin/people").await;
    let typed = [
        ("name", "Bob"),
        ("username", "bob"),
        ("email", ""),
        ("password", PASSWORD),
    ];
    let fields = filled(&people, "#username", &typed);

    // Role, address and password may be left out.
    let harmless = [
        "role missing",
        "role empty",
        "email missing",
        "email empty",
        "password missing",
        "password empty",
    ];
    assert_told_off(&browser, "/admin/people", &fields, &harmless).await;
}

#[tokio::test]
async fn bodies_that_are_no_forms_are_told_off_everywhere() {
    let app = TestApp::start().await;
    app.add_admin("root").await;
    let mut browser = Browser::signed_in(&app, "root").await;
    let paths = [
        "/login",
        "/consent",
        "/logout",
        "/setup",
        "/preferences",
        "/account/profile",
        "/account/password",
        "/admin/people",
        "/admin/groups",
        "/admin/applications/new",
        "/admin/keys/rotate",
        "/application/o/authorize/",
        "/application/o/token/",
        "/application/o/userinfo/",
    ];
    let huge = vec![b'a'; 70_000];
    let bodies: [(&str, &[u8]); 6] = [
        ("application/x-www-form-urlencoded", b"a=%ff%fe&%zz=1&=&&=x"),
        ("application/x-www-form-urlencoded", b"\xff\xfe\x00"),
        ("application/x-www-form-urlencoded", &huge),
        ("application/json", b"{\"username\":[[[[[[[[]]]]]]]]}"),
        ("multipart/form-data; boundary=x", b"--x\r\n\r\n--x--"),
        ("text/plain", b""),
    ];

    for path in paths {
        for (kind, body) in bodies {
            let request = browser
                .request(Method::POST, path)
                .header("content-type", kind);
            let page = browser.send(request.body(body.to_vec())).await;
            assert!(
                page.status.is_client_error(),
                "{path} {kind}: {}",
                page.status
            );
        }
    }
    assert!(browser.is_signed_in().await);
}

#[tokio::test]
async fn the_token_endpoint_survives_any_parameter_it_knows() {
    let app = TestApp::start().await;
    let client = app.add_rocketchat().await;
    let names = [
        "grant_type",
        "code",
        "redirect_uri",
        "client_id",
        "client_secret",
        "code_verifier",
        "refresh_token",
        "scope",
    ];
    let long = "x".repeat(9_000);

    for name in names {
        for value in ["", "\0", "ä\u{202e}", "%", long.as_str()] {
            let mut fields = vec![
                ("grant_type", "authorization_code"),
                ("code", "x"),
                ("redirect_uri", client.redirect_uri.as_str()),
                ("client_id", client.id.as_str()),
                ("client_secret", client.secret.as_str()),
            ];
            fields.retain(|(field, _)| *field != name);
            fields.push((name, value));
            let answer = app.token(&fields).await;
            assert!(
                answer.status.is_client_error(),
                "{name}={value:?}: {}",
                answer.status
            );
            assert!(answer.json()["error"].is_string(), "{name}={value:?}");
        }
    }
}
