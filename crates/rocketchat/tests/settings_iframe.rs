//! The sheet of iframe mode, and changing from one door to the other.
#![expect(clippy::unwrap_used, reason = "the values are written here")]

use gantry_rocketchat::settings::{
    Bridge, CREATE_TOKEN_PLACEHOLDER, Connection, Door, Place, RocketChatVersion, ServiceName,
    Sheet, curl_text, environment, environment_text, form, iframe_settings, logout_script,
    rest_calls, settings,
};
use insta::assert_snapshot;
use serde_json::json;
use url::Url;

fn version(text: &str) -> RocketChatVersion {
    RocketChatVersion::parse(text).unwrap()
}

fn bridge(version_text: &str) -> Bridge {
    Bridge {
        public_url: Url::parse("https://id.example.org/").unwrap(),
        slug: "team-chat".parse().unwrap(),
        service: ServiceName::parse("gantry").unwrap(),
        version: version(version_text),
    }
}

fn iframe(version: &str) -> Sheet {
    iframe_settings(&bridge(version))
}

fn oauth(version_text: &str) -> Sheet {
    settings(&Connection {
        service: ServiceName::parse("gantry").unwrap(),
        label: "Gantry".to_owned(),
        public_url: Url::parse("https://id.example.org/").unwrap(),
        client_id: "chat".to_owned(),
        client_secret: None,
        version: version(version_text),
    })
}

#[test]
fn the_fitting_door_follows_version_and_licence() {
    for (text, licensed, door) in [
        ("6.13", None, Door::CustomOAuth),
        ("8.9.0", None, Door::CustomOAuth),
        ("8.9.0", Some(false), Door::CustomOAuth),
        ("9.0", None, Door::Iframe),
        ("9.0.0", Some(false), Door::Iframe),
        ("9.0.0", Some(true), Door::CustomOAuth),
        ("10.2", None, Door::Iframe),
    ] {
        assert_eq!(Door::fitting(version(text), licensed), door, "{text}");
    }
    assert!("saml".parse::<Door>().is_err());
    assert!(Door::ALL.iter().all(|it| it.word().parse() == Ok(*it)));
}

#[test]
fn the_form_ends_with_the_switch() {
    assert_snapshot!(form(&iframe("9.0")), @r#"
    Leave the custom OAuth service as it is. From 9.0 it is dead without a licence that includes oauth-enterprise.

    On the server: its environment; then restart it

    CREATE_TOKENS_FOR_USERS_SECRET         <the secret that you give to gantry rocketchat connect>

    Workspace > Settings > Accounts > Iframe

    Iframe URL                             https://id.example.org/rocketchat/team-chat/login
    API URL                                https://id.example.org/rocketchat/team-chat/api
    API Method                             POST

    Optional: Settings > Layout > Custom Scripts

    Custom Script for Logout Flow          (function () { var logout = "https://id.example.org/rocketchat/team-chat/logout"; var leave = function () { window.location.assign(logout); }; fetch(logout, {method: "POST", credentials: "include", keepalive: true}).then(leave, leave); })();  [1]

    Optional, for the whole workspace: Settings > Accounts

    Allow Name Change                      off
    Allow Username Change                  off
    Allow Email Change                     off
    Allow Password Change                  off  [2]
    Allow Password Change for OAuth Users  off
    Enable Two Factor Authentication       off  [3]
    Registration Form                      Disabled
    Show Default Login Form                on  [4]

    Last: Settings > Accounts > Iframe

    Enabled                                on  [5]

    [1] Signing out of Rocket.Chat then ends the session at Gantry too.
    [2] Also holds for local accounts: set the local administrator's password first.
    [3] Gantry asks for the second factor; Rocket.Chat cannot see that it did.
    [4] Leave it on: it is the way in when iframe mode is switched off.
    [5] Turn it on last: while it is on, nobody sees the login form. The way back: OVERWRITE_SETTING_Accounts_iframe_enabled=false in the server's environment, or this setting by REST with a personal access token.
    "#);
}

#[test]
fn the_environment_tells_the_server_and_forces_the_settings() {
    assert_snapshot!(environment_text(&iframe("7.10.0")).unwrap(), @r#"
    CREATE_TOKENS_FOR_USERS: "true"
    OVERWRITE_SETTING_Accounts_iframe_url: "https://id.example.org/rocketchat/team-chat/login"
    OVERWRITE_SETTING_Accounts_Iframe_api_url: "https://id.example.org/rocketchat/team-chat/api"
    OVERWRITE_SETTING_Accounts_Iframe_api_method: "POST"
    OVERWRITE_SETTING_Custom_Script_On_Logout: "(function () { var logout = \"https://id.example.org/rocketchat/team-chat/logout\"; var leave = function () { window.location.assign(logout); }; fetch(logout, {method: \"POST\", credentials: \"include\", keepalive: true}).then(leave, leave); })();"
    OVERWRITE_SETTING_Accounts_AllowRealNameChange: "false"
    OVERWRITE_SETTING_Accounts_AllowUsernameChange: "false"
    OVERWRITE_SETTING_Accounts_AllowEmailChange: "false"
    OVERWRITE_SETTING_Accounts_AllowPasswordChange: "false"
    OVERWRITE_SETTING_Accounts_AllowPasswordChangeForOAuthUsers: "false"
    OVERWRITE_SETTING_Accounts_TwoFactorAuthentication_Enabled: "false"
    OVERWRITE_SETTING_Accounts_RegistrationForm: "Disabled"
    OVERWRITE_SETTING_Accounts_iframe_enabled: "true"
    "#);
}

#[test]
fn before_eight_a_switch_and_from_then_a_secret_lets_tokens_be_made() {
    let first = |text: &str| {
        environment(&iframe(text))
            .unwrap()
            .first()
            .cloned()
            .unwrap()
    };

    for text in ["5.4", "7.13.2"] {
        let (name, value) = first(text);
        assert_eq!(
            (name.as_str(), value.as_str()),
            ("CREATE_TOKENS_FOR_USERS", "true")
        );
    }
    for text in ["8.0", "8.7.1", "9.0"] {
        let (name, value) = first(text);
        assert_eq!(name, "CREATE_TOKENS_FOR_USERS_SECRET");
        assert_eq!(value, CREATE_TOKEN_PLACEHOLDER);
    }
}

#[test]
fn an_underscore_in_the_service_does_not_matter_in_iframe_mode() {
    let sheet = iframe_settings(&Bridge {
        service: ServiceName::parse("team_chat").unwrap(),
        ..bridge("9.0")
    });

    assert!(environment(&sheet).is_ok());
}

#[test]
fn rest_switches_iframe_mode_on_last() {
    let calls = rest_calls(&iframe("8.4"));

    let last = calls.last().unwrap();
    assert_eq!(last.path, "/api/v1/settings/Accounts_iframe_enabled");
    assert_eq!(last.body, json!({"value": true}));
    assert_eq!(calls.len(), 3 + 1 + 7 + 1);
    let paths: Vec<String> = rest_calls(&iframe("9.0"))
        .into_iter()
        .map(|it| it.path)
        .collect();
    assert_eq!(
        paths,
        [
            "/api/v1/settings",
            "/api/v1/settings/Accounts_iframe_enabled"
        ]
    );
}

#[test]
fn the_script_of_the_calls_says_what_is_done_elsewhere() {
    let script = curl_text(&iframe("9.0"));

    let remark = format!("#   CREATE_TOKENS_FOR_USERS_SECRET={CREATE_TOKEN_PLACEHOLDER}\n");
    assert!(script.contains(&remark), "{script}");
    assert!(script.ends_with("# The way back: the last call again, with {\"value\":false}.\n"));
}

#[test]
fn the_way_back_to_the_button_is_shown_and_never_done_unasked() {
    let sheet = oauth("8.4");

    let last = sheet.rows.last().unwrap();
    assert_eq!(
        (last.id.as_str(), last.place),
        ("Accounts_iframe_enabled", Place::IframeOff)
    );
    assert!(form(&sheet).contains("Only if iframe mode was on: Settings > Accounts > Iframe\n"));
    let written = format!(
        "{:?} {:?}",
        environment(&sheet).unwrap(),
        rest_calls(&sheet)
    );
    assert!(!written.contains("iframe"), "{written}");
    let script = curl_text(&sheet);
    assert!(script.contains(
        "\n# curl -fsS -X POST \"$ROCKETCHAT_URL/api/v1/settings/Accounts_iframe_enabled\""
    ));
}

#[test]
fn a_service_beside_iframe_mode_stays_and_from_nine_it_is_called_dead() {
    assert!(
        form(&iframe("8.9")).starts_with("Leave the custom OAuth service as it is: going back")
    );
    assert!(
        iframe("9.0")
            .remark
            .unwrap()
            .contains("it is dead without a licence")
    );
    assert_eq!(oauth("8.9").remark, None);
    assert!(oauth("9.0").remark.unwrap().contains("take iframe mode"));
    let ids = iframe("8.4").rows.into_iter().map(|row| row.id);
    assert!(ids.into_iter().all(|id| !id.contains("OAuth_Custom")));
}

#[test]
fn either_door_has_the_script_for_signing_out() {
    let bridge = bridge("8.4");
    let script = logout_script(&bridge.public_url, &bridge.slug);

    let with = oauth("8.4").with_logout_script(&bridge.public_url, &bridge.slug);

    for sheet in [&with, &iframe("8.4")] {
        let row = sheet
            .rows
            .iter()
            .find(|row| row.id == "Custom_Script_On_Logout");
        assert_eq!(row.unwrap().value.stored_text(), script);
        let variables = environment(sheet).unwrap();
        let name = "OVERWRITE_SETTING_Custom_Script_On_Logout".to_owned();
        assert!(variables.contains(&(name, script.clone())));
    }
    assert_eq!(with.service_rows().count(), 30);
    assert_eq!(with.rows.last().unwrap().place, Place::IframeOff);
}

#[test]
fn the_script_for_signing_out_is_one_line_and_keeps_its_quotes() {
    let home = Url::parse("https://example.org/o'id/?x#y").unwrap();

    let script = logout_script(&home, &"team-chat".parse().unwrap());

    assert_snapshot!(script, @r#"(function () { var logout = "https://example.org/o'id/rocketchat/team-chat/logout"; var leave = function () { window.location.assign(logout); }; fetch(logout, {method: "POST", credentials: "include", keepalive: true}).then(leave, leave); })();"#);
    assert!(!script.contains('\n'));
}
