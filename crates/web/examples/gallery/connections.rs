//! The made-up applications, and the values page of one.

use gantry_web::render::Shell;
use gantry_web::views::admin::application_protocol::{Choice, ProtocolFields};
use gantry_web::views::admin::applications::{
    Application, ApplicationRow, Applications, SecretRow, Switch,
};
use gantry_web::views::admin::rocketchat::{
    CheckLine, DoorTab, FieldValue, ValueKind, ValueSection, Values,
};

use super::workspaces::connected;

pub(crate) fn applications(shell: Shell) -> Applications {
    let row = |slug: &str, name: &str, rocketchat, enabled| ApplicationRow {
        slug: slug.to_owned(),
        name: name.to_owned(),
        host: format!("{slug}.example.org"),
        rocketchat,
        enabled,
    };
    let rows = vec![
        row("chat", "Team chat", true, true),
        row("wiki", "Wiki", false, false),
    ];
    Applications {
        shell,
        rows,
        next: None,
    }
}

/// Opened, so that all of it is seen.
fn protocol() -> ProtocolFields {
    let choices = |words: &[&str]| -> Vec<Choice> {
        let choice = |word: &&str| Choice {
            name: word.replace(' ', "_"),
            label: (*word).to_owned(),
            on: *word == "code",
        };
        words.iter().map(choice).collect()
    };
    let address = "https://chat.example.org/a/rather/long/address/of/sign-outs".to_owned();
    ProtocolFields {
        open: true,
        response_types: choices(&[
            "code",
            "none",
            "id_token",
            "id_token token",
            "code id_token",
            "code token",
            "code id_token token",
        ]),
        grants: choices(&[
            "authorization_code",
            "client_credentials",
            "device_code",
            "token_exchange",
        ]),
        lists: [
            ("auth_method", choices(&["secret", "private_key_jwt"])),
            ("id_token_encryption", choices(&["ECDH-ES A128CBC-HS256"])),
        ]
        .into(),
        texts: [("backchannel_logout_uri", address)].into(),
        ticks: [("require_par", true)].into(),
    }
}

pub(crate) fn application(shell: Shell) -> Application {
    let secret = |id: &str, ends| SecretRow {
        id: id.to_owned(),
        created: shell.lang.moment(1_790_000_000),
        ends,
    };
    Application {
        hears_of_sign_outs: true,
        slug: "chat".to_owned(),
        name: "Team chat".to_owned(),
        client_id: "team-chat-6f2a".to_owned(),
        issuer: "https://id.example.org".to_owned(),
        rocketchat: true,
        connection: Some(connected(&shell)),
        enabled: true,
        public: false,
        launch_url: "https://chat.example.org/home".to_owned(),
        redirect_uris:
            "https://chat.example.org/_oauth/gantry\nhttps://chat.example.org/_oauth/gantry?close"
                .to_owned(),
        post_logout_redirect_uris: "https://chat.example.org/home".to_owned(),
        released_groups: String::new(),
        group_prefix: String::new(),
        algorithm: "RS256".to_owned(),
        algorithms: ["RS256", "ES256", "EdDSA"].map(ToOwned::to_owned).into(),
        switches: [
            ("consent_required", false),
            ("query_token", true),
            ("bare_basic", false),
            ("verified_email_only", true),
            ("claims_in_id_token", false),
            ("refresh_tokens", false),
            ("session_bound", true),
            ("require_pkce", false),
        ]
        .map(|(name, on)| Switch { name, on })
        .into(),
        protocol: protocol(),
        secrets: vec![
            secret("1", Some(shell.lang.moment(1_790_040_000))),
            secret("2", None),
        ],
        claims: gantry_web::views::admin::applications::ClaimFields::default(),
        new_secret: Some("GVfWTR3lZbBUmXJH4GqLJt1pVW7uJ9o1pZs8Ry2n0dQ".to_owned()),
        shell,
    }
}

pub(crate) fn values(shell: Shell) -> Values {
    let one = |label: &str, value: &str, kind| FieldValue {
        label: label.to_owned(),
        value: value.to_owned(),
        kind,
        note: (label == "Token Sent Via")
            .then(|| "Rocket.Chat 8.4 sends it in the address.".to_owned()),
    };
    let check = |good, text: &str| CheckLine {
        good,
        text: text.to_owned(),
    };
    let door = |word, label_key, current| DoorTab {
        word,
        label_key,
        current,
    };
    Values {
        shell,
        slug: "chat".to_owned(),
        name: "Team chat".to_owned(),
        service: "Gantry".to_owned(),
        version: "8.4".to_owned(),
        versions: ["8.4", "7.10", "6.13"].map(ToOwned::to_owned).into(),
        doors: vec![
            door("oauth", "values-door-oauth", true),
            door("iframe", "values-door-iframe", false),
        ],
        door_asked: None,
        iframe: false,
        remark: None,
        secret_shown: true,
        sections: vec![ValueSection {
            place: "Settings → OAuth → Custom OAuth: Gantry".to_owned(),
            values: vec![
                one("Enable", "true", ValueKind::On),
                one("URL", "https://id.example.org/application/o", ValueKind::Text),
                one("Token Path", "/token/", ValueKind::Text),
                one("Token Sent Via", "Payload", ValueKind::Choice),
                one("Scope", "openid profile email groups", ValueKind::Text),
                one("Id", "team-chat-6f2a", ValueKind::Text),
                one("Secret", "GVfWTR3lZbBUmXJH4GqLJt1pVW7uJ9o1pZs8Ry2n0dQ", ValueKind::Secret),
                one("Avatar Field", "", ValueKind::Blank),
                one("Merge users", "true", ValueKind::On),
                one("Map Roles/Groups to channels", "false", ValueKind::Off),
            ],
        }],
        environment: "Accounts_OAuth_Custom_Gantry: \"true\"\nAccounts_OAuth_Custom_Gantry_url: https://id.example.org/application/o\nAccounts_OAuth_Custom_Gantry_token_path: /token/".to_owned(),
        rest: "POST /api/v1/settings.addCustomOAuth\n{\"name\":\"gantry\"}".to_owned(),
        checks: vec![
            check(true, "The service gantry is switched on."),
            check(false, "Scope is “openid”, it should be “openid profile email groups”."),
        ],
    }
}
