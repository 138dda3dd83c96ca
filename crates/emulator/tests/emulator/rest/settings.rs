//! Settings, version, licence and permissions.

use gantry_emulator::{Emulator, EmulatorConfig, RocketChatVersion};
use serde_json::{Value, json};

use super::{Program, chat, chat_of};

const IFRAME: [&str; 4] = [
    "Accounts_iframe_enabled",
    "Accounts_iframe_url",
    "Accounts_Iframe_api_url",
    "Accounts_Iframe_api_method",
];

#[tokio::test]
async fn anybody_reads_the_iframe_settings() {
    let emulator = chat().await;
    emulator.apply_env([
        ("OVERWRITE_SETTING_Accounts_iframe_enabled", "true"),
        ("OVERWRITE_SETTING_Accounts_LoginExpiration", "30"),
    ]);

    let path = format!("settings.public?_id={}", IFRAME.join(","));
    let answer = Program::stranger(&emulator).get(&path).await;

    let settings = answer.body["settings"].as_array().unwrap();
    assert_eq!(settings.len(), 4);
    assert_eq!(
        settings[0],
        json!({ "_id": "Accounts_iframe_enabled", "value": true })
    );
    assert_eq!(settings[3]["value"], "POST");
    assert_eq!(emulator.settings().number("Accounts_LoginExpiration"), 30);
}

#[tokio::test]
async fn public_settings_come_in_pages_without_what_is_private() {
    let emulator = chat().await;
    let stranger = Program::stranger(&emulator);

    let all = stranger.get("settings.public?count=0").await.body;
    let page = stranger.get("settings.public?offset=2&count=3").await.body;

    let ids: Vec<&Value> = all["settings"]
        .as_array()
        .unwrap()
        .iter()
        .map(|one| &one["_id"])
        .collect();
    assert!(ids.contains(&&json!("Site_Url")));
    assert!(!ids.contains(&&json!("Accounts_OAuth_Session_Secret")));
    assert_eq!(all["total"], ids.len());
    assert_eq!((&page["count"], &page["offset"]), (&json!(3), &json!(2)));
    assert_eq!(&page["settings"][0]["_id"], ids[2]);
}

#[tokio::test]
async fn strangers_see_major_and_minor_only() {
    let emulator = chat_of(8, 4).await;

    let stranger = Program::stranger(&emulator).get("info").await;
    let service = Program::service(&emulator).get("info").await;
    let address = format!("{}/api/info", emulator.url());
    let elsewhere: Value = reqwest::get(address).await.unwrap().json().await.unwrap();

    assert_eq!(stranger.body["version"], "8.4");
    assert_eq!(elsewhere["version"], "8.4");
    assert_eq!(service.body["version"], "8.4.1");
}

#[tokio::test]
async fn nine_without_the_licence_allows_no_custom_oauth() {
    for licensed in [false, true] {
        let config = EmulatorConfig {
            version: RocketChatVersion::new(9, 0, 0),
            licensed,
            ..EmulatorConfig::default()
        };
        let emulator = Emulator::start(config).await.unwrap();
        emulator.add_user(gantry_emulator::NewUser::administrator(
            "root",
            "root-password",
        ));
        let service = Program::service(&emulator);

        let added = service
            .post("settings.addCustomOAuth", &json!({ "name": "gantry" }))
            .await;
        let licence = service.get("licenses.info").await;

        let modules = &licence.body["license"]["activeModules"];
        if licensed {
            assert_eq!(modules, &json!(["oauth-enterprise"]));
            assert_eq!(added.status, 200);
        } else {
            assert_eq!(modules, &json!([]));
            assert_eq!(added.refusal(), "400 error-action-not-allowed");
        }
    }
}

#[tokio::test]
async fn permissions_are_listed_with_their_roles() {
    let emulator = chat().await;
    emulator.set_permission("create-user", "provider", true);

    let answer = Program::service(&emulator).get("permissions.listAll").await;

    let update = answer.body["update"].as_array().unwrap();
    let roles = |id: &str| update.iter().find(|one| one["_id"] == id).unwrap()["roles"].clone();
    assert_eq!(roles("create-user"), json!(["admin", "provider"]));
    assert_eq!(roles("add-user-to-any-p-room"), json!([]));
    assert_eq!(answer.body["remove"], json!([]));
}

#[tokio::test]
async fn an_unknown_setting_cannot_be_written() {
    let emulator = chat().await;

    let answer = Program::service(&emulator)
        .post("settings/Nothing", &json!({ "value": 1 }))
        .await;

    assert_eq!(answer.refusal(), "400 error-invalid-setting");
}
