//! How a Rocket.Chat workspace is registered here, and its settings sheet read back from that.

use std::collections::BTreeSet;

use gantry_accounts::Refusal;
use gantry_accounts::clients::NewClient;
use gantry_core::Invalid;
use gantry_core::client::{Client, ClientSettings, GrantType, Template};
use gantry_core::redirect_uri::{RedirectUri, is_loopback};
use gantry_core::scope::Scope;
use url::Url;

use crate::settings::{
    Bridge, Connection, Door, RocketChatVersion, ServiceName, Sheet, iframe_settings, settings,
};

const SITE_RULE: Invalid = Invalid::new(
    "rocketchat url",
    "is the workspace's address: https, or http on this machine (localhost, 127.0.0.1, [::1])",
);

/// A workspace as a new client: everything that its login button needs, and nothing more.
///
/// ```
/// use gantry_rocketchat::settings::ServiceName;
/// use gantry_rocketchat::template::rocketchat_client;
///
/// let service = ServiceName::parse("gantry").unwrap();
/// let client = rocketchat_client("Chat", &"https://chat.example.org".parse().unwrap(), &service);
/// let uris = client.unwrap().settings.redirect_uris;
/// assert_eq!(uris[1].as_str(), "https://chat.example.org/_oauth/gantry?close");
/// assert!(rocketchat_client("Chat", &"http://chat.example.org".parse().unwrap(), &service).is_err());
/// ```
///
/// # Errors
///
/// An address that is not https and not this machine's, or that names more than a place.
pub fn rocketchat_client(
    name: &str,
    site: &Url,
    service: &ServiceName,
) -> Result<NewClient, Refusal> {
    let home = checked_site(site)?;
    let uris = |texts: [String; 2]| texts.iter().map(|text| uri(text)).collect::<Result<_, _>>();
    let settings = ClientSettings {
        template: Template::RocketChat,
        redirect_uris: uris([service.callback(site), service.callback_with_close(site)])?,
        post_logout_redirect_uris: uris([format!("{home}/"), home.clone()])?,
        grants: BTreeSet::from([GrantType::AuthorizationCode]),
        default_scopes: [Scope::Openid, Scope::Profile, Scope::Email]
            .into_iter()
            .collect(),
        query_token: true,
        consent: false,
        verified_email_only: true,
        launch_url: Some(format!("{home}/home")),
        rocketchat_service: Some(service.key().to_owned()),
        rocketchat_url: Some(home),
        ..ClientSettings::default()
    };
    Ok(NewClient {
        name: name.to_owned(),
        slug: None,
        client_id: None,
        secret: None,
        settings,
    })
}

/// The two ends of a stored workspace; `None` if the client is another kind of application.
#[must_use]
pub fn connection_of(
    client: &Client,
    public_url: &Url,
    secret: Option<&str>,
    version: RocketChatVersion,
) -> Option<Connection> {
    let service = service_of(client)?;
    Some(Connection {
        label: service.capitalised(),
        service,
        public_url: public_url.clone(),
        client_id: client.client_id.to_string(),
        client_secret: secret.map(ToOwned::to_owned),
        version,
    })
}

/// The two ends of a stored workspace in iframe mode; `None` if the client is another kind of
/// application.
#[must_use]
pub fn bridge_of(client: &Client, public_url: &Url, version: RocketChatVersion) -> Option<Bridge> {
    Some(Bridge {
        public_url: public_url.clone(),
        slug: client.slug.clone(),
        service: service_of(client)?,
        version,
    })
}

/// The settings sheet of a stored workspace for custom OAuth; `None` if the client is another kind
/// of application.
#[must_use]
pub fn sheet_of(
    client: &Client,
    public_url: &Url,
    secret: Option<&str>,
    version: RocketChatVersion,
) -> Option<Sheet> {
    let connection = connection_of(client, public_url, secret, version)?;
    Some(settings(&connection).with_logout_script(public_url, &client.slug))
}

/// The settings sheet of a stored workspace for one of the two doors; only custom OAuth has a use
/// for the client secret.
#[must_use]
pub fn door_sheet_of(
    client: &Client,
    public_url: &Url,
    secret: Option<&str>,
    (version, door): (RocketChatVersion, Door),
) -> Option<Sheet> {
    match door {
        Door::CustomOAuth => sheet_of(client, public_url, secret, version),
        Door::Iframe => bridge_of(client, public_url, version).map(|it| iframe_settings(&it)),
    }
}

fn service_of(client: &Client) -> Option<ServiceName> {
    if client.settings.template != Template::RocketChat {
        return None;
    }
    let service = client.settings.rocketchat_service.as_deref()?;
    ServiceName::parse(service).ok()
}

/// The address without a slash at the end.
fn checked_site(site: &Url) -> Result<String, Invalid> {
    let host = site.host().ok_or(SITE_RULE)?;
    let local = is_loopback(&host);
    let plain = site.username().is_empty()
        && site.password().is_none()
        && site.query().is_none()
        && site.fragment().is_none();
    if plain && (site.scheme() == "https" || site.scheme() == "http" && local) {
        Ok(site.as_str().trim_end_matches('/').to_owned())
    } else {
        Err(SITE_RULE)
    }
}

fn uri(text: &str) -> Result<RedirectUri, Refusal> {
    text.parse().map_err(|_| SITE_RULE.into())
}

#[cfg(test)]
mod tests {
    use gantry_core::client::GrantType;
    use url::Url;

    use super::rocketchat_client;
    use crate::settings::ServiceName;

    fn made(site: &str) -> Option<Vec<String>> {
        let service = ServiceName::parse("gantry").unwrap();
        let new = rocketchat_client("Chat", &Url::parse(site).unwrap(), &service).ok()?;
        let settings = new.settings;
        let uris = settings.redirect_uris.iter();
        let uris = uris.chain(&settings.post_logout_redirect_uris);
        Some(uris.map(|uri| uri.as_str().to_owned()).collect())
    }

    #[test]
    fn a_workspace_below_a_path_keeps_it() {
        assert_eq!(
            made("https://example.org/chat/").unwrap(),
            [
                "https://example.org/chat/_oauth/gantry",
                "https://example.org/chat/_oauth/gantry?close",
                "https://example.org/chat/",
                "https://example.org/chat",
            ]
        );
    }

    #[test]
    fn http_is_for_this_machine_alone() {
        assert!(made("http://localhost:3000").is_some());
        assert!(made("http://chat.localhost").is_some());
        assert!(made("http://chat.example.org").is_none());
        assert!(made("https://a:b@chat.example.org").is_none());
        assert!(made("https://chat.example.org/?x").is_none());
    }

    #[test]
    fn a_workspace_gets_no_refresh_token_and_asks_nobody_for_consent() {
        let service = ServiceName::parse("gantry").unwrap();
        let site = Url::parse("https://chat.example.org").unwrap();

        let settings = rocketchat_client("Chat", &site, &service).unwrap().settings;

        assert_eq!(
            Vec::from_iter(settings.grants),
            [GrantType::AuthorizationCode]
        );
        assert!(settings.query_token && settings.verified_email_only && !settings.consent);
        assert_eq!(
            settings.launch_url.as_deref(),
            Some("https://chat.example.org/home")
        );
    }
}
