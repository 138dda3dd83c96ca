//! The 30 settings of a custom OAuth service, in the order of Rocket.Chat's page.
//!
//! Better than the common guide in one point: the identity token travels in the header, not in the
//! address, where proxies would log it.

use crate::claims::FieldSettings;
use crate::settings::{Connection, Place, Setting, SettingValue};

const LICENSED: Option<&str> = Some("Works only with a licence that includes oauth-enterprise.");
const COLOUR: Option<&str> = Some("Recent versions ignore it.");

struct Rows {
    prefix: String,
    rows: Vec<Setting>,
}

pub(crate) fn rows(connection: &Connection) -> Vec<Setting> {
    let mut rows = Rows {
        prefix: connection.service.prefix(),
        rows: Vec::new(),
    };
    rows.rows.push(Setting {
        id: rows.prefix.clone(),
        label: "Enable",
        place: Place::ServiceSwitch,
        value: SettingValue::Switch(true),
        note: Some("Turn it on last, when a Rocket.Chat administrator exists."),
    });
    rows.endpoints(connection);
    rows.button(connection);
    rows.fields();
    rows.groups(connection);
    rows.merging(connection);
    rows.rows
}

impl Rows {
    fn add(&mut self, suffix: &'static str, label: &'static str, value: SettingValue) {
        self.noted(suffix, label, value, None);
    }

    fn noted(
        &mut self,
        suffix: &'static str,
        label: &'static str,
        value: SettingValue,
        note: Option<&'static str>,
    ) {
        let id = format!("{}-{suffix}", self.prefix);
        self.rows.push(Setting {
            id,
            label,
            place: Place::Service(suffix),
            value,
            note,
        });
    }

    fn endpoints(&mut self, connection: &Connection) {
        self.noted(
            "url",
            "URL",
            SettingValue::Text(connection.base()),
            Some("Without a slash at the end; browser and Rocket.Chat server must both reach it."),
        );
        self.add("token_path", "Token Path", text("/token/"));
        self.add(
            "token_sent_via",
            "Token Sent Via",
            choice("payload", "Payload"),
        );
        self.noted(
            "identity_token_sent_via",
            "Identity Token Sent Via",
            choice("header", "Header"),
            Some("Header keeps access tokens out of the logs of proxies."),
        );
        self.add("identity_path", "Identity Path", text("/userinfo/"));
        self.add("authorize_path", "Authorize Path", text("/authorize/"));
        self.add("scope", "Scope", text("email profile openid"));
        self.add(
            "access_token_param",
            "Param Name for access token",
            text("access_token"),
        );
        self.add("id", "Id", SettingValue::Text(connection.client_id.clone()));
        self.add(
            "secret",
            "Secret",
            SettingValue::Secret(connection.client_secret.clone()),
        );
        self.add("login_style", "Login Style", choice("redirect", "Redirect"));
    }

    fn button(&mut self, connection: &Connection) {
        self.add(
            "button_label_text",
            "Button Text",
            SettingValue::Text(connection.label.clone()),
        );
        self.noted(
            "button_label_color",
            "Button Text Color",
            text("#FFFFFF"),
            COLOUR,
        );
        self.noted("button_color", "Button Color", text("#1d74f5"), COLOUR);
    }

    fn fields(&mut self) {
        let fields = FieldSettings::default();
        self.add("key_field", "Key Field", choice("username", "Username"));
        self.add(
            "username_field",
            "Username field",
            SettingValue::Text(fields.username),
        );
        self.add(
            "email_field",
            "Email field",
            SettingValue::Text(fields.email),
        );
        self.add("name_field", "Name field", SettingValue::Text(fields.name));
        self.add(
            "avatar_field",
            "Avatar field",
            SettingValue::Text(fields.avatar),
        );
    }

    fn groups(&mut self, connection: &Connection) {
        let fields = FieldSettings::default();
        let roles = SettingValue::Text(fields.roles_claim);
        let groups = SettingValue::Text(fields.groups_claim);
        self.noted("roles_claim", "Roles/Groups field name", roles, LICENSED);
        self.noted(
            "groups_claim",
            "Roles/Groups field for channel mapping",
            groups,
            LICENSED,
        );
        self.noted(
            "channels_admin",
            "User Data Group Map",
            text("rocket.cat"),
            LICENSED,
        );
        self.noted(
            "map_channels",
            "Map Roles/Groups to channels",
            SettingValue::Switch(false),
            LICENSED,
        );
        self.noted(
            "merge_roles",
            "Merge Roles from SSO",
            SettingValue::Switch(false),
            LICENSED,
        );
        if connection.version.syncs_listed_roles() {
            self.noted("roles_to_sync", "Roles to Sync", text(""), LICENSED);
        }
    }

    fn merging(&mut self, connection: &Connection) {
        self.noted(
            "merge_users",
            "Merge users",
            SettingValue::Switch(true),
            Some("Off, a changed name or e-mail address locks the person out."),
        );
        if connection.version.merges_distinct_services() {
            self.noted(
                "merge_users_distinct_services",
                "Merge users from distinct services",
                SettingValue::Switch(false),
                Some("On only while existing accounts are taken over."),
            );
        }
        self.add(
            "show_button",
            "Show Button on Login Page",
            SettingValue::Switch(true),
        );
        self.add("groups_channel_map", "OAuth Group Channel Map", text("{}"));
    }
}

fn text(value: &str) -> SettingValue {
    SettingValue::Text(value.to_owned())
}

fn choice(stored: &'static str, shown: &'static str) -> SettingValue {
    SettingValue::Choice { stored, shown }
}
