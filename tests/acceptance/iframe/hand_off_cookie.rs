//! The bridge's own cookie, which is good for one workspace's tokens and for nothing else:
//! statements 29 and 30.

use gantry_core::Seconds;
use gantry_test_support::{AuthorizeRequest, RocketChatClient, TestApp};
use reqwest::Method;

use crate::chat::Chat;
use crate::guest::{BRIDGE, FRAME, Guest, SESSION, login_token};
use crate::hand_off::{Partitioned, on_another_site};

/// A frame with the bridge's cookie.
async fn entered(app: &TestApp, chat: &Chat) -> Partitioned {
    app.add_user("alice").await;
    let mut browser = Partitioned::signed_in(app, "alice").await;
    let code = browser.code(chat).await;
    let redeemed = browser.redeem(chat, &code).await;
    assert_eq!(redeemed.status, 200, "{}", redeemed.body);
    browser
}

/// The attributes of the last cookie of a name that was set.
fn attributes(guest: &Guest, name: &str) -> Vec<String> {
    let start = format!("{name}=");
    let last = guest.set_cookies.iter().rev();
    let header = last.into_iter().find(|it| it.starts_with(&start)).unwrap();
    let mut all: Vec<String> = header.split("; ").skip(1).map(str::to_owned).collect();
    all.sort();
    all
}

#[tokio::test]
async fn rc_iframe_29_the_bridges_cookie_travels_in_that_frame_alone() {
    let app = TestApp::start().await;
    let chat = on_another_site(&app).await;
    let browser = entered(&app, &chat).await;

    assert_eq!(
        attributes(&browser.frame, BRIDGE),
        [
            "HttpOnly",
            "Partitioned",
            "Path=/",
            "SameSite=None",
            "Secure"
        ]
    );
    assert_eq!(
        attributes(&browser.frame, FRAME),
        [
            "HttpOnly",
            "Max-Age=3600",
            "Partitioned",
            "Path=/",
            "SameSite=None",
            "Secure"
        ]
    );
}

#[tokio::test]
async fn rc_iframe_29_behind_https_it_belongs_to_this_very_host() {
    let app = TestApp::start().await;
    let chat = on_another_site(&app).await;
    app.add_user("alice").await;
    let secure = app.behind_https().await;
    let mut browser = Partitioned::signed_in(&secure, "alice").await;
    let code = browser.code(&chat).await;
    browser.redeem(&chat, &code).await;
    let name = format!("__Host-{BRIDGE}");

    let given = browser.frame.api(&chat).await;
    let value = browser.frame.cookie(&name).to_owned();
    let planted = Guest::with_cookie(&secure, BRIDGE, &value).api(&chat).await;

    assert_eq!(
        attributes(&browser.frame, &name),
        [
            "HttpOnly",
            "Partitioned",
            "Path=/",
            "SameSite=None",
            "Secure"
        ]
    );
    assert!(login_token(&given).is_some());
    assert_eq!(planted.status, 401);
}

/// The authorization request that the button of the same chat makes.
fn by_button(chat: &Chat) -> String {
    let client = RocketChatClient {
        id: chat.client.client_id.to_string(),
        secret: String::new(),
        redirect_uri: chat.client.settings.redirect_uris[0].to_string(),
        client: chat.client.clone(),
    };
    AuthorizeRequest::legacy(&client).path()
}

#[tokio::test]
async fn rc_iframe_29_no_page_takes_the_bridges_cookie_under_any_name() {
    let app = TestApp::start().await;
    let chat = on_another_site(&app).await;
    let browser = entered(&app, &chat).await;
    let value = browser.frame.cookie(BRIDGE);
    let closed = [
        "/apps".to_owned(),
        "/account".to_owned(),
        "/admin".to_owned(),
        "/admin/people".to_owned(),
        format!("/application/launch/{}", chat.client.slug),
        by_button(&chat),
        chat.path("window?frame=same-site"),
    ];

    for name in [BRIDGE, SESSION, "gantry-device", "gantry-form"] {
        let mut thief = Guest::with_cookie(&app, name, value);
        for path in &closed {
            let mut page = thief.get(path).await;
            if page
                .location()
                .starts_with("/application/o/authorize/?request=")
            {
                let dispatcher = page.location().to_owned();
                page = thief.get(&dispatcher).await;
            }
            let to = page.location();
            assert!(to.starts_with("/login"), "{name} {path}: {}", page.status);
            assert!(!page.body.contains("alice"), "{name} {path}");
        }
        let login = thief.get("/login").await;
        assert!(login.text("#login-submit").is_some(), "{name}");
    }
}

#[tokio::test]
async fn rc_iframe_29_no_endpoint_takes_the_bridges_cookie_as_something_else() {
    let app = TestApp::start().await;
    let chat = on_another_site(&app).await;
    let mut browser = entered(&app, &chat).await;
    let value = browser.frame.cookie(BRIDGE).to_owned();
    let id = chat.client.client_id.to_string();
    let mut thief = Guest::with_cookie(&app, BRIDGE, &value);

    for (path, field) in [
        ("/application/o/token/", "code"),
        ("/application/o/token/", "refresh_token"),
        ("/application/o/userinfo/", "access_token"),
    ] {
        let fields = [
            (field, &*value),
            ("grant_type", "authorization_code"),
            ("client_id", &id),
        ];
        let call = thief.request(Method::POST, path).form(&fields);
        let refused = thief.send(call).await;
        assert!([400, 401].contains(&refused.status.as_u16()), "{path}");
    }
    let as_session = Guest::with_cookie(&app, SESSION, &value).api(&chat).await;
    let session = browser.window.cookie(SESSION).to_owned();
    let as_bridge = Guest::with_cookie(&app, BRIDGE, &session).api(&chat).await;
    assert_eq!(
        (as_session.status.as_u16(), as_bridge.status.as_u16()),
        (401, 401)
    );
    assert!(login_token(&browser.frame.api(&chat).await).is_some());
}

#[tokio::test]
async fn rc_iframe_29_it_opens_no_other_workspace() {
    let app = TestApp::start().await;
    let chat = on_another_site(&app).await;
    let other = on_another_site(&app).await;
    let mut browser = entered(&app, &chat).await;

    let refused = browser.frame.api(&other).await;
    let token = browser.frame.post(&other.path("token"), &[]).await;
    let page = browser.frame.get(&other.path("login")).await;

    assert_eq!((refused.status.as_u16(), token.status.as_u16()), (401, 401));
    assert_eq!(page.attribute("#bridge", "data-task").unwrap(), "wait");
    assert_eq!(other.emulator.rest_calls().len(), 0);
}

#[tokio::test]
async fn rc_iframe_29_it_ends_with_the_session_it_was_made_from() {
    let app = TestApp::start().await;
    let chat = on_another_site(&app).await;
    let mut browser = entered(&app, &chat).await;
    let before = browser.frame.api(&chat).await;

    let question = browser.window.get("/logout").await;
    let (action, mut fields) = question.form_with("#logout-yes");
    fields.retain(|(name, _)| name != "decision");
    fields.push(("decision".to_owned(), "yes".to_owned()));
    let fields: Vec<(&str, &str)> = fields
        .iter()
        .map(|(name, value)| (name.as_str(), value.as_str()))
        .collect();
    browser.window.post(&action, &fields).await;
    let after = browser.frame.api(&chat).await;
    let page = browser.frame.get(&chat.path("login")).await;

    assert!(login_token(&before).is_some());
    assert_eq!(after.status, 401);
    assert_eq!(page.attribute("#bridge", "data-task").unwrap(), "wait");
}

#[tokio::test]
async fn rc_iframe_29_it_runs_out_with_the_session_it_was_made_from_and_keeps_it_alive() {
    let app = TestApp::start().await;
    let chat = on_another_site(&app).await;
    let mut browser = entered(&app, &chat).await;

    for _ in 0..3 {
        app.advance(Seconds::hours(8));
        assert!(login_token(&browser.frame.api(&chat).await).is_some());
    }
    app.advance(Seconds::hours(13));

    assert_eq!(browser.frame.api(&chat).await.status, 401);
    assert_eq!(browser.window.get("/account").await.status, 303);
}

#[tokio::test]
async fn rc_iframe_30_the_sessions_cookie_is_lax_wherever_it_is_set() {
    let app = TestApp::start().await;
    let chat = on_another_site(&app).await;
    app.add_user("alice").await;

    for node in [&app, &app.behind_https().await] {
        let mut browser = Partitioned::signed_in(node, "alice").await;
        let code = browser.code(&chat).await;
        browser.redeem(&chat, &code).await;
        browser.frame.api(&chat).await;
        browser.window.api(&chat).await;
        let logout = browser.window.request(Method::POST, &chat.path("logout"));
        let logout = logout.header("origin", &chat.origin);
        browser.window.send(logout).await;

        let all = browser
            .window
            .set_cookies
            .iter()
            .chain(&browser.frame.set_cookies);
        let mut sessions = 0;
        for cookie in all {
            let name = cookie.split('=').next().unwrap();
            let name = name.trim_start_matches("__Host-");
            if [BRIDGE, FRAME].contains(&name) {
                continue;
            }
            assert!(cookie.contains("SameSite=Lax"), "{cookie}");
            assert!(
                !cookie.contains("None") && !cookie.contains("Partitioned"),
                "{cookie}"
            );
            sessions += usize::from(name == SESSION);
        }
        assert!(sessions >= 1, "{:?}", browser.window.set_cookies);
    }
}
