//! The form of an application's settings: how it is filled, and what it says once it is posted.

use std::collections::BTreeMap;

use gantry_accounts::{Error, Refusal};
use gantry_core::Invalid;
use gantry_core::client::{Client, ClientSettings, GrantType};
use gantry_core::group::{Group, GroupId};
use gantry_core::redirect_uri::RedirectUri;

use super::{application_claims, application_protocol};
use crate::views::admin::application_protocol::ProtocolFields;
use crate::views::admin::applications::{ClaimFields, Switch};

/// Switches in the order of the page.
const SWITCHES: [&str; 8] = [
    "consent_required",
    "query_token",
    "bare_basic",
    "verified_email_only",
    "claims_in_id_token",
    "refresh_tokens",
    "session_bound",
    "require_pkce",
];

/// The fields by name. A switch is on if its field is there.
#[derive(Debug, Clone)]
pub(super) struct ApplicationForm(BTreeMap<String, String>);

impl ApplicationForm {
    /// What was posted.
    pub(super) fn posted(pairs: Vec<(String, String)>) -> Self {
        Self(pairs.into_iter().collect())
    }

    /// What is stored.
    pub(super) fn stored(client: &Client, groups: &[Group]) -> Self {
        let settings = &client.settings;
        let mut form = Self(BTreeMap::new());
        let mut put = |name: &str, value: String| form.0.insert(name.to_owned(), value);
        put("name", client.name.clone());
        put(
            "launch_url",
            settings.launch_url.clone().unwrap_or_default(),
        );
        put("redirect_uris", lines(&settings.redirect_uris));
        put(
            "post_logout_redirect_uris",
            lines(&settings.post_logout_redirect_uris),
        );
        put("released_groups", names(&settings.released_groups, groups));
        put("group_prefix", settings.group_prefix.clone());
        put("algorithm", settings.id_token_alg.to_string());
        for name in SWITCHES.into_iter().filter(|name| is_on(settings, name)) {
            put(name, "on".to_owned());
        }
        application_protocol::put(settings, &mut form.0);
        application_claims::put(settings, &mut form.0);
        form
    }

    /// A field's text.
    pub(super) fn text(&self, name: &str) -> String {
        self.0.get(name).cloned().unwrap_or_default()
    }

    /// The switches, as they stand in the form.
    pub(super) fn switches(&self) -> Vec<Switch> {
        let switch = |name| Switch {
            name,
            on: self.0.contains_key(name),
        };
        SWITCHES.into_iter().map(switch).collect()
    }

    /// The part about the protocol, as it stands in the form.
    pub(super) fn protocol(&self, settings: &ClientSettings, problem: bool) -> ProtocolFields {
        application_protocol::shown(settings, &self.0, problem)
    }

    /// The part about further claims, as it stands in the form.
    pub(super) fn claims(&self, problem: bool) -> ClaimFields {
        application_claims::shown(&self.0, problem)
    }

    /// The client with the form's values.
    pub(super) fn applied_to(&self, client: &Client, groups: &[Group]) -> Result<Client, Error> {
        let mut client = client.clone();
        client.name = self.text("name");
        let settings = &mut client.settings;
        settings.launch_url = Some(self.text("launch_url").trim().to_owned());
        settings.launch_url = settings.launch_url.take().filter(|url| !url.is_empty());
        settings.redirect_uris = addresses(&self.text("redirect_uris"))?;
        settings.post_logout_redirect_uris = addresses(&self.text("post_logout_redirect_uris"))
            .map_err(|_| Invalid::new("sign-out address", "is one address a line"))?;
        settings.released_groups = ids(&self.text("released_groups"), groups, "released group")?;
        settings.group_prefix = self.text("group_prefix");
        settings.id_token_alg = self.text("algorithm").parse()?;
        for name in SWITCHES {
            switch(settings, name, self.0.contains_key(name));
        }
        application_protocol::apply(&self.0, settings)?;
        application_claims::apply(&self.0, settings)?;
        Ok(client)
    }
}

/// One address a line.
pub(super) fn addresses(text: &str) -> Result<Vec<RedirectUri>, Invalid> {
    text.lines()
        .map(str::trim)
        .filter(|line| !line.is_empty())
        .map(str::parse)
        .collect()
}

fn lines(uris: &[RedirectUri]) -> String {
    uris.iter()
        .map(RedirectUri::as_str)
        .collect::<Vec<_>>()
        .join("\n")
}

fn names(ids: &[GroupId], groups: &[Group]) -> String {
    let named = groups.iter().filter(|group| ids.contains(&group.id));
    named
        .map(|group| group.name.as_str())
        .collect::<Vec<_>>()
        .join("\n")
}

fn ids(text: &str, groups: &[Group], what: &'static str) -> Result<Vec<GroupId>, Refusal> {
    let lines = text.lines().map(str::trim).filter(|line| !line.is_empty());
    let id = |line: &str| {
        let group = groups
            .iter()
            .find(|group| group.name.folded() == line.to_lowercase());
        let unknown = || Refusal::Unknown {
            what,
            name: line.to_owned(),
        };
        group.map(|group| group.id).ok_or_else(unknown)
    };
    lines.map(id).collect()
}

fn is_on(settings: &ClientSettings, name: &str) -> bool {
    match name {
        "consent_required" => settings.consent,
        "query_token" => settings.query_token,
        "bare_basic" => settings.bare_authorization,
        "verified_email_only" => settings.verified_email_only,
        "claims_in_id_token" => settings.claims_in_id_token,
        "refresh_tokens" => settings.grants.contains(&GrantType::RefreshToken),
        "session_bound" => settings.bound_to_session,
        "require_pkce" => settings.require_pkce,
        _ => false,
    }
}

fn switch(settings: &mut ClientSettings, name: &str, on: bool) {
    match name {
        "consent_required" => settings.consent = on,
        "query_token" => settings.query_token = on,
        "bare_basic" => settings.bare_authorization = on,
        "verified_email_only" => settings.verified_email_only = on,
        "claims_in_id_token" => settings.claims_in_id_token = on,
        "refresh_tokens" if on => {
            settings.grants.insert(GrantType::RefreshToken);
        }
        "refresh_tokens" => {
            settings.grants.remove(&GrantType::RefreshToken);
        }
        "session_bound" => settings.bound_to_session = on,
        "require_pkce" => settings.require_pkce = on,
        _ => {}
    }
}

#[cfg(test)]
mod tests {
    use gantry_core::Env;
    use gantry_core::client::{Client, ClientSettings};
    use gantry_core::client_id::ClientId;
    use gantry_core::group::Group;
    use gantry_core::slug::Slug;

    use super::{ApplicationForm, SWITCHES, is_on, switch};

    #[test]
    fn a_form_posted_unchanged_changes_nothing() {
        let env = Env::system();
        let staff = Group {
            id: env.id(),
            name: "Staff".parse().unwrap(),
            parent_id: None,
            factor_demanded: false,
            created_at: env.now(),
        };
        let client = Client {
            id: env.id(),
            client_id: ClientId::generate(&env),
            slug: Slug::from_name("wiki"),
            name: "Wiki".to_owned(),
            disabled: false,
            settings: ClientSettings {
                redirect_uris: vec!["https://wiki.example.org/cb".parse().unwrap()],
                released_groups: vec![staff.id],
                launch_url: Some("https://wiki.example.org/".to_owned()),
                ..ClientSettings::default()
            },
            created_at: env.now(),
        };
        let groups = [staff];

        let form = ApplicationForm::stored(&client, &groups);

        assert_eq!(form.applied_to(&client, &groups).unwrap(), client);
    }

    #[test]
    fn every_switch_can_be_turned_on_and_off() {
        for name in SWITCHES {
            let mut settings = ClientSettings::default();
            for on in [true, false] {
                switch(&mut settings, name, on);

                assert_eq!(is_on(&settings, name), on, "{name}");
            }
        }
    }
}
