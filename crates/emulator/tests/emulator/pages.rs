//! The settings form, the REST subset and the way out.

use gantry_emulator::{Emulator, EmulatorConfig, NewUser};
use serde_json::json;

use crate::support::{Browser, Provider, emulator};

/// The SHA-256 of `secret`, with which the password is given once more.
const SECRET_HASHED: &str = "2bb80d537b1da3e38bd30361aa855686bde0eacd7162fef6a25fe97bf527a25b";

#[tokio::test]
async fn the_guides_values_are_typed_into_the_form() {
    let emulator = Emulator::start(EmulatorConfig::default()).await.unwrap();
    let form = format!("{}/admin/settings/OAuth", emulator.url());
    let browser = Browser::new();

    browser
        .post_form(&format!("{form}/services"), &[("name", "Authentik")])
        .await;
    let shown = ("shown_flag", "Accounts_OAuth_Custom-Authentik-show_button");
    let enable = ("Accounts_OAuth_Custom-Authentik", "true");
    let url = (
        "Accounts_OAuth_Custom-Authentik-url",
        "https://op/application/o",
    );
    browser.post_form(&form, &[shown, enable, url]).await;

    let custom = emulator.settings().service("authentik").unwrap();
    assert!(custom.enabled() && !custom.flag("show_button"));
    assert_eq!(custom.text("url"), "https://op/application/o");
    let page = browser.get(&form).await.text().await.unwrap();
    assert!(
        page.contains("id=\"save\"") && page.contains("name=\"Accounts_OAuth_Use_Modern_Flow\"")
    );
}

#[tokio::test]
async fn the_login_page_has_one_button_a_service() {
    let provider = Provider::start().await;
    let emulator = emulator(&provider).await;
    let browser = Browser::new();
    let home = format!("{}/home", emulator.url());

    let legacy = browser.get(&home).await.text().await.unwrap();
    emulator
        .settings()
        .set("Accounts_OAuth_Use_Modern_Flow", true)
        .unwrap();
    let modern = browser.get(&home).await.text().await.unwrap();

    assert!(legacy.contains("<button id=\"login-authentik\""));
    assert!(
        modern.contains("<a id=\"login-authentik\" class=\"button\" href=\"/oauth/authentik\">")
    );
}

#[tokio::test]
async fn an_administrator_adds_a_service_over_rest() {
    let emulator = Emulator::start(EmulatorConfig::default()).await.unwrap();
    emulator.add_user(NewUser::administrator("root", "secret"));
    let api = format!("{}/api/v1", emulator.url());
    let browser = Browser::new();
    let login = browser
        .post_json(
            &format!("{api}/login"),
            &json!({ "user": "root", "password": "secret" }),
        )
        .await;
    let login: serde_json::Value = login.json().await.unwrap();

    let client = reqwest::Client::new();
    for (path, body) in [
        ("settings.addCustomOAuth", json!({ "name": "authentik" })),
        (
            "settings/Accounts_OAuth_Custom-Authentik-id",
            json!({ "value": "chat" }),
        ),
        (
            "settings/Accounts_OAuth_Custom-Authentik",
            json!({ "value": true }),
        ),
    ] {
        let request = client
            .post(format!("{api}/{path}"))
            .header("X-Auth-Token", login["data"]["authToken"].as_str().unwrap())
            .header("X-User-Id", login["data"]["userId"].as_str().unwrap())
            .header("x-2fa-method", "password")
            .header("x-2fa-code", SECRET_HASHED)
            .json(&body);
        assert_eq!(request.send().await.unwrap().status(), 200);
    }

    let services = browser.json(&format!("{api}/settings.oauth")).await;
    assert_eq!(services["services"][0]["clientId"], "chat");
    assert_eq!(services["services"][0].get("secret"), None);
}

#[tokio::test]
async fn logout_ends_the_chat_session_and_follows_the_script() {
    let provider = Provider::start().await;
    let emulator = emulator(&provider).await;
    let browser = Browser::new();
    browser.legacy_login(&emulator).await;
    emulator
        .settings()
        .set(
            "Custom_Script_On_Logout",
            "https://op/end-session/?client_id=chat",
        )
        .unwrap();

    let answer = browser
        .post_form(&format!("{}/logout", emulator.url()), &[])
        .await;

    assert_eq!(
        answer.headers()["location"],
        "https://op/end-session/?client_id=chat"
    );
    assert_eq!(
        browser
            .get(&format!("{}/emulator/me", emulator.url()))
            .await
            .status(),
        401
    );
}

#[tokio::test]
async fn a_logout_script_runs_as_it_was_pasted() {
    let provider = Provider::start().await;
    let emulator = emulator(&provider).await;
    let script = "window.location.href = 'https://op/end-session/?a=1&b=2';";
    emulator
        .settings()
        .set("Custom_Script_On_Logout", script)
        .unwrap();

    let page = Browser::new()
        .post_form(&format!("{}/logout", emulator.url()), &[])
        .await;

    assert!(
        page.text()
            .await
            .unwrap()
            .contains(&format!("<script>{script}</script>"))
    );
}

#[tokio::test]
async fn a_stopped_emulator_no_longer_answers() {
    let emulator = Emulator::start(EmulatorConfig::default()).await.unwrap();
    let address = format!("{}/api/v1/info", emulator.url());
    let version = Browser::new().json(&address).await;

    emulator.shutdown().await;

    assert_eq!(version["version"], "8.4", "what a stranger hears");
    assert!(reqwest::get(&address).await.is_err());
}
