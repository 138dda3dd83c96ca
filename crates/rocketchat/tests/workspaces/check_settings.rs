//! The self-test: settings over there, sites, licence.

use gantry_emulator::Emulator;
use gantry_rocketchat::settings::logout_script;
use gantry_rocketchat::workspaces::Level;

use crate::check::{details, keys};
use crate::support::{HOME, Ship};

fn enter(chat: &Emulator, values: [(&str, &str); 3]) {
    for (id, value) in values {
        chat.settings().set(id, value).unwrap();
    }
    chat.settings()
        .set("Accounts_iframe_enabled", true)
        .unwrap();
}

#[tokio::test]
async fn rc_iframe_71_wrong_iframe_settings_are_told_by_id() {
    let ship = Ship::of_version("9.0.0").await;
    let off = ship.check().await;
    let told = details(&off, "check-iframe-setting").join("\n");
    for id in [
        "Accounts_iframe_enabled:",
        "Accounts_iframe_url:",
        "Accounts_Iframe_api_url:",
    ] {
        assert!(told.contains(id), "{told}");
    }
    assert!(!told.contains("Accounts_Iframe_api_method"));

    enter(
        &ship.chat,
        [
            ("Accounts_iframe_url", "https://elsewhere.example.org/"),
            (
                "Accounts_Iframe_api_url",
                &format!("{HOME}rocketchat/chat/api"),
            ),
            ("Accounts_Iframe_api_method", "PUT"),
        ],
    );
    let report = ship.check().await;
    let told = details(&report, "check-iframe-setting");
    assert_eq!(told.len(), 2, "{told:?}");
    assert!(told[0].starts_with("Accounts_iframe_url:"));
    assert!(told[0].contains(&format!("{HOME}rocketchat/chat/login")));
    assert!(told[1].starts_with("Accounts_Iframe_api_method:"));
    assert!(keys(&report, Level::Bad).contains(&"check-iframe-setting"));
}

#[tokio::test]
async fn iframe_mode_that_is_set_up_is_good_with_its_script() {
    let ship = Ship::of_version("9.0.0").await;
    enter(
        &ship.chat,
        [
            (
                "Accounts_iframe_url",
                &format!("{HOME}rocketchat/chat/login"),
            ),
            (
                "Accounts_Iframe_api_url",
                &format!("{HOME}rocketchat/chat/api"),
            ),
            ("Accounts_Iframe_api_method", "GET"),
        ],
    );
    let report = ship.check().await;
    assert_eq!(keys(&report, Level::Bad), Vec::<&str>::new(), "{report:?}");
    let warned = keys(&report, Level::Warn);
    assert_eq!(warned, ["check-logout-script-missing"]);

    let script = logout_script(&HOME.parse().unwrap(), &ship.client.client.slug);
    ship.chat
        .settings()
        .set("Custom_Script_On_Logout", script)
        .unwrap();
    let report = ship.check().await;
    assert!(keys(&report, Level::Warn).is_empty(), "{report:?}");
    assert!(keys(&report, Level::Good).contains(&"check-licence-not-needed"));
}

#[tokio::test]
async fn rc_iframe_72_two_sites_are_warned_of() {
    let ship = Ship::start().await;
    let home = "http://id.example.org/".parse().unwrap();

    let report = ship.workspaces.check(&ship.client, &home).await.unwrap();

    assert!(keys(&report, Level::Warn).contains(&"check-other-site"));
    let told = details(&report, "check-other-site");
    assert_eq!(told, ["http://example.org ≠ http://127.0.0.1"]);
}

#[tokio::test]
async fn rc_iframe_75_the_licence_is_asked_for_from_nine_and_announced_before() {
    for (version, level, key) in [
        ("9.0.0", Level::Bad, "check-licence-missing"),
        ("8.9.0", Level::Warn, "check-licence-announced"),
    ] {
        let ship = Ship::of_version(version).await;
        let report = ship.check().await;
        let found = report.findings.iter().find(|it| it.key == key).unwrap();
        assert_eq!(found.level, level);
        assert!(found.text.contains("iframe mode"));
        assert!(found.text.contains("Premium licence"));
    }
    let ship = Ship::of_version("8.7.0").await;
    let report = ship.check().await;
    assert!(!report.findings.iter().any(|it| it.key.contains("licence")));
}
