//! The sheet and its three renderings.
#![expect(clippy::unwrap_used, reason = "the values are written here")]

use gantry_rocketchat::settings::{
    Connection, NotExpressible, Place, RocketChatVersion, SECRET_PLACEHOLDER, ServiceName, Sheet,
    curl_text, environment, environment_text, form, rest_calls, settings,
};
use insta::assert_snapshot;
use serde_json::json;
use url::Url;

fn connection(version: &str) -> Connection {
    Connection {
        service: ServiceName::parse("authentik").unwrap(),
        label: "Gantry".to_owned(),
        public_url: Url::parse("https://id.example.org/").unwrap(),
        client_id: "chat".to_owned(),
        client_secret: Some("not-a-real-secret".to_owned()),
        version: RocketChatVersion::parse(version).unwrap(),
    }
}

fn sheet(version: &str) -> Sheet {
    settings(&connection(version))
}

fn ids(sheet: &Sheet) -> Vec<&str> {
    sheet.rows.iter().map(|row| row.id.as_str()).collect()
}

#[test]
fn a_service_has_thirty_settings_in_rocketchats_order() {
    let service = sheet("8.4.0").of_service_alone();

    assert_eq!(service.rows.len(), 30);
    assert!(
        service
            .rows
            .iter()
            .all(|row| row.id.starts_with("Accounts_OAuth_Custom-Authentik"))
    );
    assert_snapshot!(
        ids(&service)
            .iter()
            .map(|id| id.trim_start_matches("Accounts_OAuth_Custom-Authentik"))
            .collect::<Vec<_>>()
            .join(" "),
        @" -url -token_path -token_sent_via -identity_token_sent_via -identity_path -authorize_path -scope -access_token_param -id -secret -login_style -button_label_text -button_label_color -button_color -key_field -username_field -email_field -name_field -avatar_field -roles_claim -groups_claim -channels_admin -map_channels -merge_roles -roles_to_sync -merge_users -merge_users_distinct_services -show_button -groups_channel_map"
    );
}

#[test]
fn older_versions_have_fewer_settings() {
    assert!(
        !ids(&sheet("5.4"))
            .iter()
            .any(|id| id.ends_with("distinct_services"))
    );
    assert!(
        !ids(&sheet("3.18"))
            .iter()
            .any(|id| id.ends_with("roles_to_sync"))
    );
}

#[test]
fn the_modern_switch_is_shown_only_where_it_exists_and_never_written() {
    for (version, exists) in [("8.4", false), ("8.5", true), ("8.9", true), ("9.0", false)] {
        let sheet = sheet(version);
        let row = sheet
            .rows
            .iter()
            .find(|row| row.id == "Accounts_OAuth_Use_Modern_Flow");

        assert_eq!(row.is_some(), exists, "{version}");
        assert!(row.is_none_or(|row| row.place == Place::LookOnly));
    }
}

#[test]
fn the_form_reads_like_rocketchats_page() {
    assert_snapshot!(form(&sheet("8.4.0").of_service_alone()), @r#"
    Workspace > Settings > OAuth > Add custom OAuth: authentik

    Enable                                  on  [1]
    URL                                     https://id.example.org/application/o  [2]
    Token Path                              /token/
    Token Sent Via                          Payload
    Identity Token Sent Via                 Header  [3]
    Identity Path                           /userinfo/
    Authorize Path                          /authorize/
    Scope                                   email profile openid
    Param Name for access token             access_token
    Id                                      chat
    Secret                                  not-a-real-secret
    Login Style                             Redirect
    Button Text                             Gantry
    Button Text Color                       #FFFFFF  [4]
    Button Color                            #1d74f5  [4]
    Key Field                               Username
    Username field                          preferred_username
    Email field                             email
    Name field                              name
    Avatar field                            (leave blank)
    Roles/Groups field name                 groups  [5]
    Roles/Groups field for channel mapping  groups  [5]
    User Data Group Map                     rocket.cat  [5]
    Map Roles/Groups to channels            off  [5]
    Merge Roles from SSO                    off  [5]
    Roles to Sync                           (leave blank)  [5]
    Merge users                             on  [6]
    Merge users from distinct services      off  [7]
    Show Button on Login Page               on
    OAuth Group Channel Map                 {}

    [1] Turn it on last, when a Rocket.Chat administrator exists.
    [2] Without a slash at the end; browser and Rocket.Chat server must both reach it.
    [3] Header keeps access tokens out of the logs of proxies.
    [4] Recent versions ignore it.
    [5] Works only with a licence that includes oauth-enterprise.
    [6] Off, a changed name or e-mail address locks the person out.
    [7] On only while existing accounts are taken over.
    "#);
}

#[test]
fn an_unknown_secret_is_a_placeholder() {
    let sheet = settings(&Connection {
        client_secret: None,
        ..connection("8.4")
    });

    assert!(form(&sheet).contains(SECRET_PLACEHOLDER));
}

#[test]
fn the_secret_is_not_in_debug_output() {
    let connection = connection("8.4");
    let sheet = settings(&connection);

    let output = format!("{connection:?} {sheet:?} {:?}", rest_calls(&sheet));

    assert!(!output.contains("not-a-real-secret"), "{output}");
}

#[test]
fn the_environment_begins_with_its_trigger() {
    let sheet = sheet("8.4.0");

    assert_eq!(
        environment(&sheet).unwrap().first().unwrap(),
        &(
            "Accounts_OAuth_Custom_Authentik".to_owned(),
            "true".to_owned()
        )
    );
    assert_snapshot!(environment_text(&sheet).unwrap(), @r#"
    Accounts_OAuth_Custom_Authentik: "true"
    Accounts_OAuth_Custom_Authentik_url: "https://id.example.org/application/o"
    Accounts_OAuth_Custom_Authentik_token_path: "/token/"
    Accounts_OAuth_Custom_Authentik_token_sent_via: "payload"
    Accounts_OAuth_Custom_Authentik_identity_token_sent_via: "header"
    Accounts_OAuth_Custom_Authentik_identity_path: "/userinfo/"
    Accounts_OAuth_Custom_Authentik_authorize_path: "/authorize/"
    Accounts_OAuth_Custom_Authentik_scope: "email profile openid"
    Accounts_OAuth_Custom_Authentik_access_token_param: "access_token"
    Accounts_OAuth_Custom_Authentik_id: "chat"
    Accounts_OAuth_Custom_Authentik_secret: "not-a-real-secret"
    Accounts_OAuth_Custom_Authentik_login_style: "redirect"
    Accounts_OAuth_Custom_Authentik_button_label_text: "Gantry"
    Accounts_OAuth_Custom_Authentik_key_field: "username"
    Accounts_OAuth_Custom_Authentik_username_field: "preferred_username"
    Accounts_OAuth_Custom_Authentik_email_field: "email"
    Accounts_OAuth_Custom_Authentik_name_field: "name"
    Accounts_OAuth_Custom_Authentik_roles_claim: "groups"
    Accounts_OAuth_Custom_Authentik_groups_claim: "groups"
    Accounts_OAuth_Custom_Authentik_channels_admin: "rocket.cat"
    Accounts_OAuth_Custom_Authentik_merge_users: "true"
    Accounts_OAuth_Custom_Authentik_show_button: "true"
    Accounts_OAuth_Custom_Authentik_groups_channel_map: "{}"
    OVERWRITE_SETTING_Accounts_AllowRealNameChange: "false"
    OVERWRITE_SETTING_Accounts_AllowUsernameChange: "false"
    OVERWRITE_SETTING_Accounts_AllowEmailChange: "false"
    OVERWRITE_SETTING_Accounts_AllowPasswordChange: "false"
    OVERWRITE_SETTING_Accounts_AllowPasswordChangeForOAuthUsers: "false"
    OVERWRITE_SETTING_Accounts_TwoFactorAuthentication_Enabled: "false"
    OVERWRITE_SETTING_Accounts_RegistrationForm: "Disabled"
    "#);
}

#[test]
fn switches_of_the_service_that_are_off_and_blank_texts_stay_out_of_the_environment() {
    let variables = environment(&sheet("8.4.0").of_service_alone()).unwrap();

    assert!(
        variables
            .iter()
            .all(|(_, value)| !value.is_empty() && value != "false")
    );
}

#[test]
fn an_underscore_cannot_be_said_in_the_environment() {
    let service = ServiceName::parse("team_chat").unwrap();
    let sheet = settings(&Connection {
        service,
        ..connection("8.4")
    });

    assert_eq!(
        environment(&sheet),
        Err(NotExpressible::Underscore("team_chat".to_owned()))
    );
}

#[test]
fn rest_makes_the_service_first_and_switches_it_on_last() {
    let calls = rest_calls(&sheet("8.4.0"));

    let (first, last) = (calls.first().unwrap(), calls.last().unwrap());
    assert_eq!(first.path, "/api/v1/settings.addCustomOAuth");
    assert_eq!(first.body, json!({"name": "authentik"}));
    assert_eq!(
        last.path,
        "/api/v1/settings/Accounts_OAuth_Custom-Authentik"
    );
    assert_eq!(last.body, json!({"value": true}));
    assert_eq!(calls.len(), 1 + 29 + 7 + 1);
}

#[test]
fn from_eight_six_the_settings_are_saved_by_one_call() {
    let calls = rest_calls(&sheet("8.6.0"));

    let paths = calls
        .iter()
        .map(|call| call.path.as_str())
        .collect::<Vec<_>>();
    assert_eq!(
        paths,
        [
            "/api/v1/settings.addCustomOAuth",
            "/api/v1/settings",
            "/api/v1/settings/Accounts_OAuth_Custom-Authentik",
        ]
    );
    let saved = calls
        .get(1)
        .unwrap()
        .body
        .get("settings")
        .unwrap()
        .as_array()
        .unwrap();
    assert_eq!(saved.len(), 29 + 7);
    assert_eq!(
        saved.first().unwrap(),
        &json!({
            "_id": "Accounts_OAuth_Custom-Authentik-url",
            "value": "https://id.example.org/application/o",
        })
    );
}

#[test]
fn a_quote_in_a_label_does_not_break_the_script() {
    let label = "Ada's door".to_owned();
    let script = curl_text(&settings(&Connection {
        label,
        ..connection("8.4")
    }));

    assert!(
        script.contains(r#"-d '{"value":"Ada'\''s door"}'"#),
        "{script}"
    );
}
