//! The page that the chat frames, in every state: statements 23 to 25 and 27.

use gantry_core::Seconds;
use gantry_core::access::Access;
use gantry_test_support::{Page, TestApp};
use reqwest::Method;

use crate::chat::Chat;
use crate::guest::{Guest, login_token};

/// A chat for staff who signed in lately, and one browser for each state of its page.
async fn every_state(app: &TestApp) -> (Chat, Vec<(&'static str, Page)>) {
    let staff = app.group("staff").await;
    let chat = Chat::connected_as(app, "8.7.0", |settings| {
        settings.access = Access::any_group([staff]);
        settings.default_max_age = Some(Seconds::minutes(10));
    })
    .await;
    app.add_user_in("alice", &["staff"]).await;
    app.add_user("mallory").await;
    let mut late = Guest::signed_in(app, "alice").await;
    app.advance(Seconds::minutes(11));
    let mut ready = Guest::signed_in(app, "alice").await;
    let mut refused = Guest::signed_in(app, "mallory").await;
    let path = chat.path("login");
    let pages = vec![
        ("nobody", Guest::new(app).get(&path).await),
        ("late", late.get(&path).await),
        ("refused", refused.get(&path).await),
        ("ready", ready.get(&path).await),
    ];
    (chat, pages)
}

#[tokio::test]
async fn rc_iframe_23_no_state_of_the_page_has_a_field_a_form_or_a_token() {
    let app = TestApp::start().await;
    let (chat, mut pages) = every_state(&app).await;
    let mut alice = Guest::signed_in(&app, "alice").await;
    let token = login_token(&alice.api(&chat).await).unwrap();
    pages.push(("given", alice.get(&chat.path("login")).await));
    let phone = alice.request(Method::GET, &chat.path("login"));
    let phone = phone.header("user-agent", "Mozilla/5.0 (Linux; Android 16) Mobile");
    pages.push(("phone", alice.send(phone).await));

    for (state, page) in pages {
        assert_eq!(page.status, 200, "{state}");
        for element in ["input", "form", "textarea", "iframe", "script:not([src])"] {
            assert_eq!(page.text(element), None, "{state} {element}");
        }
        assert!(!page.body.to_lowercase().contains("password\""), "{state}");
        assert!(!page.body.contains(&token), "{state}");
        assert!(!page.body.contains("loginToken"), "{state}");
        for name in alice.cookies.values() {
            assert!(!page.body.contains(name.as_str()), "{state}");
        }
    }
}

#[tokio::test]
async fn rc_iframe_24_the_desktop_clients_parameter_is_taken_and_changes_where_it_leads() {
    let app = TestApp::start().await;
    let chat = Chat::connected(&app).await;
    let mut guest = Guest::new(&app);
    let plain = guest.get(&chat.path("login")).await;

    for query in [
        "?client=electron",
        "?x=1&client=electron",
        "/?client=electron",
    ] {
        let page = guest.get(&chat.path(&format!("login{query}"))).await;
        assert_eq!(page.status, 200, "{query}");
        assert!(page.attribute("#bridge", "data-top").is_some(), "{query}");
        assert_eq!(page.text("h1"), plain.text("h1"));
        assert_eq!(
            page.header("content-security-policy"),
            plain.header("content-security-policy")
        );
    }
    assert_eq!(plain.attribute("#bridge", "data-top"), None);
}

#[tokio::test]
async fn rc_iframe_25_the_page_tells_its_script_what_to_do_and_whom_to_tell() {
    let app = TestApp::start().await;
    let (chat, pages) = every_state(&app).await;

    for (state, page) in pages {
        let task = page.attribute("#bridge", "data-task").unwrap();
        let origin = page.attribute("#bridge", "data-origin").unwrap();
        let script = page.attribute("script[src]", "src").unwrap();
        let hidden = page.attribute("#bridge-continue", "hidden").is_some();
        assert_eq!(task != "wait", state == "ready", "{state}");
        assert_eq!(origin, chat.origin);
        let script = script.rsplit_once('.').unwrap().1;
        assert_eq!(script, "js");
        assert_eq!(hidden, ["ready", "refused"].contains(&state), "{state}");
        let problem = (state == "refused").then(|| "not_allowed".to_owned());
        assert_eq!(page.problem(), problem, "{state}");
    }
}

#[tokio::test]
async fn rc_iframe_27_the_script_speaks_to_named_origins_only_and_shows_words_as_text() {
    let app = TestApp::start().await;
    let chat = Chat::connected(&app).await;
    let mut guest = Guest::new(&app);
    let page = guest.get(&chat.path("login")).await;
    let address = page.attribute("script[src]", "src").unwrap();

    let script = guest.get(&address).await;

    assert_eq!(script.status, 200);
    assert!(script.body.contains("postMessage("));
    for word in [
        "\"*\"",
        "'*'",
        "`*`",
        "innerHTML",
        "outerHTML",
        "eval(",
        "document.write",
    ] {
        assert!(!script.body.contains(word), "{word}");
    }
    let checked = script.body.matches("message.origin ===").count();
    assert_eq!(checked, script.body.matches("message.source ===").count());
    assert_eq!(checked, 2);
}

#[tokio::test]
async fn rc_iframe_27_every_state_is_told_in_both_languages() {
    let app = TestApp::start().await;
    let (chat, pages) = every_state(&app).await;
    let mut german = Vec::new();
    for (name, late) in [("alice", true), ("mallory", false), ("alice", false)] {
        let mut guest = Guest::signed_in(&app, name).await;
        if late {
            guest.cookies.clear();
        }
        let ask = guest.request(Method::GET, &chat.path("login"));
        german.push(guest.send(ask.header("accept-language", "de")).await);
    }

    let english: Vec<&Page> = [0, 2, 3].map(|at| &pages[at].1).into();
    for (one, other) in english.iter().zip(&german) {
        assert_eq!(one.attribute("html", "lang").unwrap(), "en");
        assert_eq!(other.attribute("html", "lang").unwrap(), "de");
        let (one, other) = (one.text("#bridge").unwrap(), other.text("#bridge").unwrap());
        assert_ne!(one, other);
        for text in [one, other] {
            assert!(
                !text.contains("bridge-") && !text.contains("problem-"),
                "{text}"
            );
        }
    }
}

#[tokio::test]
async fn rc_iframe_27_every_obstacle_has_words_in_both_languages() {
    let app = TestApp::start().await;
    let chat = Chat::unconnected(&app, "8.7.0", |_| {}).await;
    app.add_user("alice").await;
    let mut alice = Guest::signed_in(&app, "alice").await;

    for path in ["login", "window?frame=same-site"] {
        let mut texts = Vec::new();
        for language in ["en", "de"] {
            let ask = alice.request(Method::GET, &chat.path(path));
            let page = alice.send(ask.header("accept-language", language)).await;
            assert_eq!(page.problem().as_deref(), Some("chat_not_connected"));
            let text = page.text("#problem").unwrap();
            assert!(
                text.len() > 40 && !text.contains("problem-"),
                "{path} {text}"
            );
            texts.push(text);
        }
        assert_ne!(texts[0], texts[1], "{path}");
    }
}
