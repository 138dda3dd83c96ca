//! What a client that registers itself may say, beyond what holds for every client.

use gantry_core::client::{ApplicationType, Client, ClientSettings, GrantType, SubjectType};
use gantry_core::redirect_uri::{RedirectUri, is_loopback};
use url::Url;

use crate::provider::Provider;
use crate::registration::problem::MetadataProblem;
use crate::subject::sector;

/// Grants that only an administrator gives: they work without a person, or without an address that
/// would show whom a person lets in (RFC 8628 §5.4: a stranger's device code is good for phishing).
const GIVEN: [GrantType; 3] = [
    GrantType::ClientCredentials,
    GrantType::DeviceCode,
    GrantType::TokenExchange,
];

/// Refuses what is an administrator's to decide, and addresses that do not fit.
pub(super) fn check(
    before: &ClientSettings,
    after: &ClientSettings,
    provider: &Provider,
) -> Result<(), MetadataProblem> {
    let taken = |grant: &GrantType| after.grants.contains(grant) && !before.grants.contains(grant);
    if GIVEN.iter().any(taken) {
        return Err(MetadataProblem::invalid(
            "grant_types has one that only an administrator gives",
        ));
    }
    check_sector_has_members(after)?;
    for uri in &after.redirect_uris {
        check_redirect_uri(uri, after, provider)?;
    }
    check_reach(after, provider)
}

/// OpenID Connect Core §8.1: the document of a sector proves who belongs to it by its redirect
/// URIs; without one there is no proof.
/// <https://openid.net/specs/openid-connect-core-1_0.html#PairwiseAlg>
fn check_sector_has_members(settings: &ClientSettings) -> Result<(), MetadataProblem> {
    let subject = &settings.subject;
    let apart = subject.kind == SubjectType::Pairwise || subject.sector_identifier_uri.is_some();
    if apart && settings.redirect_uris.is_empty() {
        return Err(MetadataProblem::invalid(
            "pairwise subjects and sectors need a redirect URI",
        ));
    }
    Ok(())
}

/// Refuses to become part of a sector: a client stays in the one that it registered in, or else it
/// would learn the names by which others know the people that it knows already.
/// <https://openid.net/specs/openid-connect-core-1_0.html#PairwiseAlg>
pub(super) fn check_sector_stays(before: &Client, after: &Client) -> Result<(), MetadataProblem> {
    let pairwise = |client: &Client| client.settings.subject.kind == SubjectType::Pairwise;
    if pairwise(after) && !(pairwise(before) && sector(before) == sector(after)) {
        return Err(MetadataProblem::invalid(
            "a registered client neither begins to be pairwise nor changes its sector",
        ));
    }
    Ok(())
}

/// OpenID Connect Registration §2, `application_type`: private schemes are for programs on a
/// person's device, and a client in the browser that gets tokens in the front channel is not on
/// this machine. <https://openid.net/specs/openid-connect-registration-1_0.html#ClientMetadata>
fn check_redirect_uri(
    uri: &RedirectUri,
    settings: &ClientSettings,
    provider: &Provider,
) -> Result<(), MetadataProblem> {
    if settings.software.application_type == ApplicationType::Native {
        return Ok(());
    }
    let url = Url::parse(uri.as_str()).ok();
    let Some(url) = url.filter(|url| matches!(url.scheme(), "https" | "http")) else {
        return Err(MetadataProblem::redirect_uri(
            "a private scheme needs application_type native",
        ));
    };
    let here = |url: &Url| url.host().is_some_and(|host| is_loopback(&host));
    // A provider that is on this machine itself has its clients there too.
    let apart = here(&url) && !here(&provider.settings.public_url);
    if apart && settings.grants.contains(&GrantType::Implicit) {
        return Err(MetadataProblem::redirect_uri(
            "a web client with the implicit grant is not on this machine",
        ));
    }
    Ok(())
}

/// Addresses that this server will ask have to be ones that it may ask.
fn check_reach(settings: &ClientSettings, provider: &Provider) -> Result<(), MetadataProblem> {
    let own = [
        &settings.keys.jwks_uri,
        &settings.logout.backchannel_uri,
        &settings.subject.sector_identifier_uri,
    ];
    let mut asked = own
        .into_iter()
        .flatten()
        .chain(&settings.requests.request_uris);
    let may = |address: &String| {
        Url::parse(address).is_ok_and(|url| provider.outbounds.strangers.check(&url).is_ok())
    };
    if asked.all(may) {
        Ok(())
    } else {
        Err(MetadataProblem::invalid(
            "this server may not ask one of the addresses",
        ))
    }
}
