//! The window in which people sign in for a chat, and where it leads: never anywhere else.

use gantry_core::access::Access;
use gantry_test_support::{TestApp, Visitor};
use url::Url;

use crate::chat::Chat;
use crate::guest::Guest;

#[tokio::test]
async fn rc_iframe_23_people_sign_in_in_the_window_and_end_where_it_was_opened_from() {
    let app = TestApp::start().await;
    let chat = Chat::connected(&app).await;
    app.add_user("alice").await;
    let mut guest = Guest::new(&app);

    let sent = guest.get(&chat.path("window?frame=same-site")).await;
    let login = guest.get(sent.location()).await;
    let back = guest.log_in(&login, "alice").await;
    let done = guest.get(back.location()).await;

    assert_eq!(sent.status, 303);
    assert_eq!(login.text("#login-submit").map(|_| ()), Some(()));
    assert_eq!(back.location(), chat.path("window?frame=same-site"));
    assert_eq!(done.status, 200);
    assert_eq!(done.attribute("#bridge-window", "data-code").unwrap(), "");
    assert_eq!(
        done.attribute("#bridge-window", "data-chat").unwrap(),
        chat.origin
    );
    assert_eq!(chat.tokens_made(), 0);
}

#[tokio::test]
async fn rc_iframe_23_a_whole_window_is_led_to_the_chat_and_nowhere_else() {
    let app = TestApp::start().await;
    let chat = Chat::connected(&app).await;
    app.add_user("alice").await;
    let mut alice = Guest::signed_in(&app, "alice").await;

    for query in ["", "?next=https://evil.test", "?chat=https://evil.test"] {
        let sent = alice.get(&chat.path(&format!("window{query}"))).await;
        assert_eq!(sent.status, 303);
        assert_eq!(sent.location(), chat.origin);
    }
    for frame in [
        "",
        "x",
        "%2F%2Fevil.test",
        "same-site%0d%0aLocation:%20x",
        "same-site%20",
    ] {
        let page = alice
            .get(&chat.path(&format!("window?frame={frame}")))
            .await;
        assert_eq!(page.status, 400, "{frame}");
        assert!(page.headers.get("location").is_none());
    }
}

#[tokio::test]
async fn rc_iframe_23_whoever_is_somebody_else_is_asked_to_sign_in_again() {
    let app = TestApp::start().await;
    let chat = Chat::connected(&app).await;
    app.add_user("alice").await;
    app.add_user("bob").await;
    let mut guest = Guest::signed_in(&app, "alice").await;

    let sent = guest
        .get(&chat.path("window?frame=same-site&switch=yes"))
        .await;
    let login = guest.get(sent.location()).await;
    let back = guest.log_in(&login, "bob").await;
    guest.get(back.location()).await;
    guest.api(&chat).await;

    assert!(sent.location().starts_with("/login?again=yes&next="));
    assert_eq!(login.status, 200);
    assert_eq!(back.location(), chat.path("window?frame=same-site"));
    assert!(chat.emulator.user("bob").is_some());
    assert!(chat.emulator.user("alice").is_none());
}

#[tokio::test]
async fn rc_iframe_23_no_way_into_the_window_is_a_way_to_another_site() {
    let app = TestApp::start().await;
    let chat = Chat::connected(&app).await;
    app.add_user("alice").await;
    let tricks = [
        "https://evil.test/",
        "//evil.test/",
        "/\\evil.test",
        "\\\\evil.test",
        "/%09/evil.test",
        "/%5Cevil.test",
        "///evil.test",
        "http:evil.test",
        "javascript:alert(1)",
        "/rocketchat/redirect@evil.test",
        "/rocketchat/../../evil.test",
        "https://evil.test/rocketchat/redirect",
        "//evil.test/rocketchat/redirect",
        "/rocketchat/redirect?next=https://evil.test",
    ];

    for trick in tricks {
        for again in ["", "again=yes&"] {
            let mut guest = Guest::new(&app);
            let encoded: String = url::form_urlencoded::byte_serialize(trick.as_bytes()).collect();
            let login = guest.get(&format!("/login?{again}next={encoded}")).await;
            assert_eq!(login.status, 200, "{trick}");
            if login.text("#login-submit").is_none() {
                continue;
            }
            let back = guest.log_in(&login, "alice").await;
            assert_eq!(back.status, 303, "{trick}");
            let to = Url::parse(&app.url).unwrap().join(back.location()).unwrap();
            assert_eq!(
                to.origin(),
                Url::parse(&app.url).unwrap().origin(),
                "{trick}"
            );
        }
    }
    let visitor = Visitor::new(&app.url);
    visitor.sign_in("alice").await;
    for trick in tricks {
        let encoded: String = url::form_urlencoded::byte_serialize(trick.as_bytes()).collect();
        let page = visitor
            .get(&chat.path(&format!("window?frame={encoded}")))
            .await;
        assert!(page.location().is_empty(), "{trick}");
        let switch = chat.path(&format!("window?switch=yes&frame={encoded}"));
        let page = visitor.get(&switch).await;
        let to = Url::parse(&app.url).unwrap().join(page.location()).unwrap();
        assert_eq!(to.path(), "/login");
        assert_eq!(to.origin(), Url::parse(&app.url).unwrap().origin());
        let next = to.query_pairs().find(|(name, _)| name == "next").unwrap().1;
        assert!(next.starts_with(&chat.path("window")), "{next}");
    }
}

#[tokio::test]
async fn rc_iframe_18_who_may_not_come_in_reads_why_in_the_window_and_may_be_somebody_else() {
    let app = TestApp::start().await;
    let staff = app.group("staff").await;
    let chat = Chat::connected_as(&app, "8.7.0", |settings| {
        settings.access = Access::any_group([staff]);
    })
    .await;
    app.add_user("alice").await;
    let mut alice = Guest::signed_in(&app, "alice").await;

    let page = alice.get(&chat.path("window?frame=same-site")).await;

    assert_eq!(page.status, 403);
    assert_eq!(page.problem().as_deref(), Some("not_allowed"));
    assert!(page.body.contains("/login?again=yes"), "{}", page.body);
    assert!(page.text("#bridge-window").is_none());
}
