//! A Rocket.Chat workspace as a client: what its template sets, and which claims would harm it.

use std::collections::BTreeSet;

use gantry_accounts::Refusal;
use gantry_core::Invalid;
use gantry_core::client::{Client, ClientSettings, GrantType, Template};
use gantry_core::redirect_uri::RedirectUri;
use gantry_core::scope::Scope;
use gantry_rocketchat::claims::claim_hazard;
use gantry_rocketchat::settings::ServiceName;
use url::Url;

/// Everything that the login button of a workspace needs.
///
/// # Errors
/// The workspace's address is neither https nor on this machine.
pub(crate) fn settings(service: &ServiceName, site: &Url) -> Result<ClientSettings, Invalid> {
    let mut site = site.clone();
    site.set_query(None);
    site.set_fragment(None);
    let site_text = site.as_str().trim_end_matches('/').to_owned();
    let uris = |texts: [String; 2]| -> Result<Vec<RedirectUri>, Invalid> {
        texts.iter().map(|text| text.parse()).collect()
    };
    Ok(ClientSettings {
        template: Template::RocketChat,
        redirect_uris: uris([service.callback(&site), service.callback_with_close(&site)])?,
        post_logout_redirect_uris: uris([site_text.clone(), format!("{site_text}/")])?,
        // It would keep a refresh token in clear text and never use it.
        grants: BTreeSet::from([GrantType::AuthorizationCode]),
        default_scopes: [Scope::Openid, Scope::Profile, Scope::Email].into_iter().collect(),
        query_token: true,
        verified_email_only: true,
        consent: false,
        launch_url: Some(site_text.clone()),
        rocketchat_service: Some(service.key().to_owned()),
        rocketchat_url: Some(site_text),
        ..ClientSettings::default()
    })
}

/// Refuses a further claim that Rocket.Chat would take for something else.
///
/// # Errors
/// The claim and what it would do.
pub(crate) fn refuse_harmful_claims(client: &Client) -> Result<(), Refusal> {
    if client.settings.template != Template::RocketChat {
        return Ok(());
    }
    let names = client.settings.extra_claims.keys();
    let harmful = names.filter_map(|name| Some((name, claim_hazard(name.as_str())?))).next();
    match harmful {
        Some((name, hazard)) => Err(Refusal::HarmfulClaim {
            claim: name.to_string(),
            reason: hazard.to_string(),
        }),
        None => Ok(()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_template_registers_the_callback_and_its_twin_and_asks_for_nothing_else() {
        let site = Url::parse("https://chat.example.org/?x").unwrap();

        let settings = settings(&"Gantry".parse().unwrap(), &site).unwrap();

        let uris: Vec<&str> = settings.redirect_uris.iter().map(RedirectUri::as_str).collect();
        assert_eq!(
            uris,
            [
                "https://chat.example.org/_oauth/gantry",
                "https://chat.example.org/_oauth/gantry?close"
            ]
        );
        assert!(settings.query_token && settings.verified_email_only && !settings.consent);
        assert!(!settings.grants.contains(&GrantType::RefreshToken));
        assert_eq!(settings.launch_url.as_deref(), Some("https://chat.example.org"));
    }
}
