//! Addresses and texts of a client beside its redirect URIs.

use gantry_core::client::{ClientSettings, SubjectType};
use gantry_core::redirect_uri::{RedirectUri, is_loopback};
use url::Url;

use crate::clients::rules::web_address;
use crate::error::Refusal;
use crate::settings::checked_accent;

/// The most texts of one kind.
const MOST: usize = 20;
/// The longest of them.
const LONGEST: usize = 512;

const ENCRYPTED: Refusal = Refusal::Settings("an address starts with https:// and has no fragment");

/// Everything of a kind that RFC 7591 and the logout specifications let a client say of itself.
pub(super) fn check(settings: &ClientSettings) -> Result<(), Refusal> {
    check_addresses(settings)?;
    check_front_channel(settings)?;
    check_sector(settings)?;
    let requests = &settings.requests.request_uris;
    if requests.len() > MOST || !requests.iter().all(|uri| is_encrypted(uri).is_some()) {
        return Err(Refusal::Settings(
            "request_uris are at most 20 addresses that start with https://",
        ));
    }
    let tokens = &settings.tokens;
    if [&tokens.resources, &tokens.serves]
        .into_iter()
        .any(|all| !are_resources(all))
    {
        return Err(Refusal::Settings(
            "a resource is an absolute URI without fragment",
        ));
    }
    check_words(settings)
}

fn check_addresses(settings: &ClientSettings) -> Result<(), Refusal> {
    let (shown, logout) = (&settings.presentation, &settings.logout);
    let addresses = [
        &shown.client_uri,
        &shown.logo_uri,
        &shown.policy_uri,
        &shown.tos_uri,
        &settings.keys.jwks_uri,
        &settings.subject.sector_identifier_uri,
        &logout.backchannel_uri,
        &logout.frontchannel_uri,
    ];
    let plain = |address: &String| {
        is_encrypted(address).is_some_and(|address| address.fragment().is_none())
    };
    if !addresses.into_iter().flatten().all(plain) {
        return Err(ENCRYPTED);
    }
    // OpenID Connect Core §4: this one is https whatever else is allowed.
    // <https://openid.net/specs/openid-connect-core-1_0.html#ThirdPartyInitiatedLogin>
    let https = |address: &String| plain(address) && address.starts_with("https://");
    if shown.initiate_login_uri.as_ref().is_none_or(https) {
        Ok(())
    } else {
        Err(ENCRYPTED)
    }
}

/// `https`, or `http` on this machine.
fn is_encrypted(text: &str) -> Option<Url> {
    let url =
        web_address(text).filter(|url| url.username().is_empty() && url.password().is_none())?;
    let here = url.scheme() == "https" || url.host().is_some_and(|host| is_loopback(&host));
    here.then_some(url)
}

/// OpenID Connect Front-Channel Logout §2: scheme, host and port of a registered redirect URI.
/// <https://openid.net/specs/openid-connect-frontchannel-1_0.html#RPLogout>
fn check_front_channel(settings: &ClientSettings) -> Result<(), Refusal> {
    let Some(address) = &settings.logout.frontchannel_uri else {
        return Ok(());
    };
    let origin = web_address(address).map(|url| url.origin().ascii_serialization());
    let mut origins = settings.redirect_uris.iter().map(RedirectUri::origin);
    if origins.any(|own| Some(own) == origin) {
        Ok(())
    } else {
        Err(Refusal::Settings(
            "the front-channel logout address shares scheme, host and port with a redirect URI",
        ))
    }
}

/// OpenID Connect Core §8.1: several hosts share a name only by a sector identifier.
/// <https://openid.net/specs/openid-connect-core-1_0.html#PairwiseAlg>
fn check_sector(settings: &ClientSettings) -> Result<(), Refusal> {
    let subject = &settings.subject;
    if subject.kind == SubjectType::Public || subject.sector_identifier_uri.is_some() {
        return Ok(());
    }
    let host = |uri: &RedirectUri| {
        let url = Url::parse(uri.as_str()).ok()?;
        url.host_str()
            .filter(|host| !host.is_empty())
            .map(str::to_owned)
    };
    let hosts: Vec<Option<String>> = settings.redirect_uris.iter().map(host).collect();
    match hosts.split_first() {
        Some((Some(first), rest)) if rest.iter().all(|host| host.as_ref() == Some(first)) => Ok(()),
        _ => Err(Refusal::Settings(
            "pairwise subjects need one host in all redirect URIs, or a sector identifier",
        )),
    }
}

/// RFC 8707 §2. <https://www.rfc-editor.org/rfc/rfc8707#section-2>
fn are_resources(resources: &[String]) -> bool {
    let fits = |text: &String| {
        let url = Url::parse(text).ok();
        text.len() <= LONGEST
            && text.chars().all(|c| c.is_ascii_graphic())
            && url.is_some_and(|url| url.fragment().is_none())
    };
    resources.len() <= MOST && resources.iter().all(fits)
}

fn check_words(settings: &ClientSettings) -> Result<(), Refusal> {
    let fits =
        |text: &String| (1..=LONGEST).contains(&text.len()) && !text.chars().any(char::is_control);
    let lists = [
        &settings.presentation.contacts,
        &settings.default_acr_values,
    ];
    let software = [&settings.software.id, &settings.software.version];
    checked_accent(settings.presentation.accent.clone())?;
    let lists_fit = lists
        .into_iter()
        .all(|list| list.len() <= MOST && list.iter().all(fits));
    if lists_fit && software.into_iter().flatten().all(fits) {
        Ok(())
    } else {
        Err(Refusal::Settings(
            "contacts, acr values and software names are short, and at most 20",
        ))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn settings() -> ClientSettings {
        ClientSettings {
            redirect_uris: vec!["https://app.example.org/cb".parse().unwrap()],
            ..ClientSettings::default()
        }
    }

    #[test]
    fn addresses_are_encrypted_or_of_this_machine() {
        for (address, fits) in [
            ("https://app.example.org/logo.png", true),
            ("http://127.0.0.1:8080/logo.png", true),
            ("http://app.example.org/logo.png", false),
            ("https://app.example.org/#logo", false),
            ("https://u:p@app.example.org/", false),
            ("javascript:alert(1)", false),
            ("logo.png", false),
        ] {
            let mut settings = settings();
            settings.presentation.logo_uri = Some(address.to_owned());

            assert_eq!(check(&settings).is_ok(), fits, "{address}");
        }
    }

    #[test]
    fn a_login_is_started_by_others_over_https_only() {
        let mut settings = settings();
        settings.presentation.initiate_login_uri = Some("http://127.0.0.1/start".to_owned());

        assert!(check(&settings).is_err());
    }

    #[test]
    fn the_front_channel_is_of_the_same_origin() {
        for (address, fits) in [
            ("https://app.example.org/out", true),
            ("https://app.example.org:8443/out", false),
            ("https://other.example.org/out", false),
        ] {
            let mut settings = settings();
            settings.logout.frontchannel_uri = Some(address.to_owned());

            assert_eq!(check(&settings).is_ok(), fits, "{address}");
        }
    }

    #[test]
    fn pairwise_subjects_of_several_hosts_need_a_sector() {
        let mut settings = settings();
        settings.subject.kind = SubjectType::Pairwise;
        assert!(check(&settings).is_ok());

        let other = "https://other.example.org/cb".parse().unwrap();
        settings.redirect_uris.push(other);
        assert!(check(&settings).is_err());

        let sector = "https://example.org/sector.json".to_owned();
        settings.subject.sector_identifier_uri = Some(sector);
        assert!(check(&settings).is_ok());
    }

    #[test]
    fn resources_are_absolute_without_fragment() {
        for (resource, fits) in [
            ("https://api.example.org/", true),
            ("urn:example:api", true),
            ("https://api.example.org/#part", false),
            ("api", false),
        ] {
            let mut settings = settings();
            settings.tokens.resources = vec![resource.to_owned()];

            assert_eq!(check(&settings).is_ok(), fits, "{resource}");
        }
    }
}
