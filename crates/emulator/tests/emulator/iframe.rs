//! Signing in by iframe: what the pages carry, and the addresses that the client's script uses.

use gantry_emulator::{Emulator, EmulatorConfig, NewUser, RocketChatVersion};
use serde_json::{Value, json};

use crate::support::{Browser, attribute};

const SETTINGS: [(&str, &str); 3] = [
    ("Accounts_iframe_url", "https://op/bridge?workspace=main"),
    ("Accounts_Iframe_api_url", "https://op/api"),
    ("Accounts_Iframe_api_method", "POST"),
];

async fn with_iframe(version: RocketChatVersion) -> Emulator {
    let config = EmulatorConfig {
        version,
        ..EmulatorConfig::default()
    };
    let emulator = Emulator::start(config).await.unwrap();
    emulator.add_user(NewUser::administrator("root", "secret"));
    let settings = emulator.settings();
    settings.set("Accounts_iframe_enabled", true).unwrap();
    for (id, value) in SETTINGS {
        settings.set(id, value).unwrap();
    }
    emulator
}

async fn page(emulator: &Emulator, path: &str) -> String {
    let address = format!("{}{path}", emulator.url());
    Browser::new().get(&address).await.text().await.unwrap()
}

/// A login by name and password as a program does it.
async fn login(emulator: &Emulator, browser: &Browser) -> Value {
    let address = format!("{}/api/v1/login", emulator.url());
    let body = json!({ "user": "root", "password": "secret" });
    let answer = browser.post_json(&address, &body).await;
    answer.json::<Value>().await.unwrap()["data"].clone()
}

#[tokio::test]
async fn the_login_page_of_iframe_mode_has_no_form() {
    let emulator = with_iframe(RocketChatVersion::default()).await;

    for path in ["/", "/home", "/login"] {
        let page = page(&emulator, path).await;

        assert!(!page.contains("<form") && page.contains("iframe/client.js"));
        assert_eq!(attribute(&page, "data-api-url"), "https://op/api");
        assert_eq!(attribute(&page, "data-api-method"), "POST");
    }
}

#[tokio::test]
async fn iframe_mode_needs_the_flag_and_all_three_strings() {
    let emulator = with_iframe(RocketChatVersion::default()).await;
    let settings = emulator.settings();

    for (id, value) in SETTINGS {
        settings.set(id, "").unwrap();
        assert!(page(&emulator, "/home").await.contains("<form"), "{id}");
        settings.set(id, value).unwrap();
    }
    settings.set("Accounts_iframe_enabled", false).unwrap();
    assert!(page(&emulator, "/home").await.contains("<form"));
}

#[tokio::test]
async fn each_release_has_its_own_way_to_ask() {
    for (version, dialect) in [
        (RocketChatVersion::new(7, 0, 0), "xhr"),
        (RocketChatVersion::new(7, 9, 3), "typed"),
        (RocketChatVersion::new(9, 0, 0), "plain"),
    ] {
        let emulator = with_iframe(version).await;

        let page = page(&emulator, "/home").await;

        assert_eq!(attribute(&page, "data-dialect"), dialect, "{version}");
    }
}

#[tokio::test]
async fn the_desktop_client_is_named_in_the_iframe_url_only() {
    let emulator = with_iframe(RocketChatVersion::default()).await;
    let desktop = reqwest::Client::builder()
        .user_agent("Mozilla/5.0 Rocket.Chat/4.9.0 Electron/37.2.4")
        .build()
        .unwrap();

    let response = desktop.get(format!("{}/home", emulator.url())).send().await;
    let by_agent = response.unwrap().text().await.unwrap();
    let by_query = page(&emulator, "/home?emulate=electron").await;

    for page in [by_agent, by_query] {
        let iframe_url = attribute(&page, "data-iframe-url").replace("&#38;", "&");
        assert_eq!(
            iframe_url,
            "https://op/bridge?workspace=main&client=electron"
        );
        assert_eq!(attribute(&page, "data-api-url"), "https://op/api");
    }
}

#[tokio::test]
async fn the_app_opens_the_chat_with_its_own_script() {
    let emulator = with_iframe(RocketChatVersion::default()).await;
    let start = format!("{}/emulator/mobile-iframe", emulator.url());

    let target = Browser::new().redirect(&start).await;
    let page = Browser::new().get(&target).await.text().await.unwrap();

    assert_eq!(attribute(&page, "data-mobile"), "true");
    assert!(page.contains("<output id=\"app-user\">"));
}

#[tokio::test]
async fn a_page_resumes_a_token_as_often_as_it_likes_until_it_ends() {
    let emulator = with_iframe(RocketChatVersion::default()).await;
    let browser = Browser::new();
    let address = format!("{}/emulator/iframe-login", emulator.url());
    let logout = format!("{}/emulator/iframe-logout", emulator.url());
    let token = login(&emulator, &browser).await["authToken"].clone();
    let resume = json!({ "resume": token });

    let (first, second) = tokio::join!(
        browser.post_json(&address, &resume),
        browser.post_json(&address, &resume)
    );
    browser.post_json(&logout, &json!({ "token": token })).await;
    let third = browser.post_json(&address, &resume).await;

    assert_eq!(first.json::<Value>().await.unwrap()["token"], token);
    assert_eq!(second.json::<Value>().await.unwrap()["username"], "root");
    assert_eq!(third.status(), 401);
}

#[tokio::test]
async fn a_page_puts_its_token_into_the_cookie_and_takes_it_out() {
    let emulator = with_iframe(RocketChatVersion::default()).await;
    let browser = Browser::new();
    let address = format!("{}/emulator/iframe-session", emulator.url());
    let token = login(&emulator, &browser).await["authToken"].clone();

    let unknown = browser
        .post_json(&address, &json!({ "token": "nobody's" }))
        .await;
    browser
        .post_json(&address, &json!({ "token": token }))
        .await;
    let inside = browser.account(&emulator).await;
    browser.post_json(&address, &json!({ "token": null })).await;
    let outside = browser
        .get(&format!("{}/account", emulator.url()))
        .await
        .status();

    assert_eq!(unknown.status(), 401);
    assert!(inside.contains("id=\"chat-username\">root<"));
    assert_eq!(attribute(&inside, "data-signed-in"), "true");
    assert_eq!(outside, 303);
}

#[tokio::test]
async fn an_open_page_learns_that_its_token_was_ended() {
    let emulator = with_iframe(RocketChatVersion::default()).await;
    let browser = Browser::new();
    let address = format!("{}/emulator/session-ended", emulator.url());
    let session = login(&emulator, &browser).await;
    let token = session["authToken"].as_str().unwrap();

    let before = browser
        .post_json(&address, &json!({ "token": token, "wait": 20 }))
        .await;
    let question = json!({ "token": token });
    let (answer, logout) = tokio::join!(
        browser.post_json(&address, &question),
        reqwest::Client::new()
            .post(format!("{}/api/v1/logout", emulator.url()))
            .header("X-Auth-Token", token)
            .header("X-User-Id", session["userId"].as_str().unwrap())
            .send()
    );

    assert_eq!(
        before.json::<Value>().await.unwrap(),
        json!({ "ended": false })
    );
    assert_eq!(logout.unwrap().status(), 200);
    assert_eq!(
        answer.json::<Value>().await.unwrap(),
        json!({ "ended": true })
    );
}

#[tokio::test]
async fn the_journal_takes_what_pages_report_and_nothing_else() {
    let emulator = with_iframe(RocketChatVersion::default()).await;
    let browser = Browser::new();
    let address = format!("{}/emulator/iframe-journal", emulator.url());
    let entry = json!({ "page": "1", "event": "api-call", "status": 401 });

    let taken = browser.post_json(&address, &entry).await;
    let refused = browser
        .post_json(
            &address,
            &json!({ "page": "1", "event": "login", "token": "secret" }),
        )
        .await;

    assert_eq!(
        (taken.status().as_u16(), refused.status().as_u16()),
        (204, 422)
    );
    assert_eq!(browser.json(&address).await, json!({ "entries": [entry] }));
}
