//! Which settings of a client hold together.
//!
//! Here are grants and names; `addresses` and `keys` hold what a registration may say besides,
//! `adopted` what it may no longer say once an administrator gave the client something.

mod addresses;
pub(crate) mod adopted;
mod keys;

use std::collections::HashSet;

use gantry_core::Seconds;
use gantry_core::access::{Access, Binding, Condition};
use gantry_core::client::{
    AuthenticationMethod, Client, ClientSettings, GrantType, IssuerMode, ResponseType,
    TokenSettings,
};
use gantry_core::redirect_uri::{RedirectUri, is_plain_host};
use gantry_store::{Tx, groups};
use url::Url;

use crate::accounts::ClientRule;
use crate::error::Refusal;
use crate::users::act::{Undo, unknown};

/// The most addresses of one kind.
const MOST_URIS: usize = 100;
const SHORTEST_TOKEN: Seconds = Seconds::minutes(1);
const SHORTEST_MAX_AGE: Seconds = Seconds::minutes(1);
const LONGEST_TOKEN: Seconds = Seconds::days(1);
const SHORTEST_REFRESH: Seconds = Seconds::minutes(10);

/// What a further claim may repeat, and must not replace.
/// OpenID Connect Core §5.1, and `groups`.
/// <https://openid.net/specs/openid-connect-core-1_0.html#StandardClaims>
const STANDARD_CLAIMS: [&str; 20] = [
    "name",
    "given_name",
    "family_name",
    "middle_name",
    "nickname",
    "preferred_username",
    "profile",
    "picture",
    "website",
    "email",
    "email_verified",
    "gender",
    "birthdate",
    "zoneinfo",
    "locale",
    "phone_number",
    "phone_number_verified",
    "address",
    "updated_at",
    "groups",
];

/// A client as it may be kept; what one setting implies is set.
pub(crate) fn checked(mut client: Client, rules: &[ClientRule]) -> Result<Client, Refusal> {
    client.name = client.name.split_whitespace().collect::<Vec<_>>().join(" ");
    let length = client.name.chars().count();
    if !(1..=128).contains(&length) || client.name.chars().any(char::is_control) {
        return Err(Refusal::Settings("the name has 1 to 128 characters"));
    }
    let settings = &mut client.settings;
    // RFC 9700 §2.1.1: public clients must use PKCE.
    // <https://www.rfc-editor.org/rfc/rfc9700#section-2.1.1>
    settings.require_pkce |= settings.public;
    settle_response_types(settings)?;
    check_grants(settings)?;
    check_authentication(settings)?;
    keys::check(settings)?;
    addresses::check(settings)?;
    check_uris(&settings.redirect_uris)?;
    check_uris(&settings.post_logout_redirect_uris)?;
    check_texts(settings)?;
    check_extra_claims(settings)?;
    check_access(&settings.access)?;
    for rule in rules {
        rule(&client)?;
    }
    Ok(client)
}

/// What bindings say must be something.
fn check_access(access: &Access) -> Result<(), Refusal> {
    let says = |binding: &Binding| match &binding.condition {
        Condition::Network(networks) => (1..=MOST_URIS).contains(&networks.len()),
        _ => true,
    };
    if access.bindings.len() > MOST_URIS || !access.bindings.iter().all(says) {
        return Err(Refusal::Settings(
            "at most 100 bindings, and each of networks names 1 to 100",
        ));
    }
    Ok(())
}

/// Groups that settings name must exist.
pub(crate) async fn check_groups(tx: &mut Tx, settings: &ClientSettings) -> Result<(), Undo> {
    let released = settings.released_groups.iter().copied();
    for id in settings.access.groups().chain(released) {
        if groups::by_id(tx, id).await?.is_none() {
            return Err(unknown("group", &id).into());
        }
    }
    Ok(())
}

/// RFC 7591 §2.1: grants and response types belong together; what one implies is set.
/// <https://www.rfc-editor.org/rfc/rfc7591#section-2.1>
fn settle_response_types(settings: &mut ClientSettings) -> Result<(), Refusal> {
    let by_code = settings.grants.contains(&GrantType::AuthorizationCode);
    if !by_code && settings.response_types == [ResponseType::Code].into() {
        settings.response_types.clear();
    }
    if !by_code && settings.response_types.iter().any(|kind| kind.has_code()) {
        return Err(Refusal::Settings(
            "a response type with a code needs authorization_code",
        ));
    }
    let direct = |kind: &ResponseType| kind.has_id_token() || kind.has_token();
    if settings.response_types.iter().any(direct) {
        settings.grants.insert(GrantType::Implicit);
    }
    Ok(())
}

fn check_authentication(settings: &ClientSettings) -> Result<(), Refusal> {
    let method = settings.authentication.method;
    if method == AuthenticationMethod::PrivateKeyJwt && !keys::are_known(&settings.keys) {
        return Err(Refusal::Settings("private_key_jwt needs a key set"));
    }
    let signs = [
        AuthenticationMethod::PrivateKeyJwt,
        AuthenticationMethod::ClientSecretJwt,
    ];
    if settings.public && signs.contains(&method) {
        return Err(Refusal::Settings("a public client signs no assertions"));
    }
    // RFC 6749 §4.4: the client credentials grant is for confidential clients only.
    // <https://www.rfc-editor.org/rfc/rfc6749#section-4.4>
    let for_itself = [GrantType::ClientCredentials, GrantType::TokenExchange];
    if settings.public
        && for_itself
            .iter()
            .any(|grant| settings.grants.contains(grant))
    {
        return Err(Refusal::Settings(
            "client_credentials and token exchange are not for public clients",
        ));
    }
    if settings.requests.require_object && !keys::are_known(&settings.keys) {
        return Err(Refusal::Settings("signed request objects need a key set"));
    }
    Ok(())
}

fn check_grants(settings: &ClientSettings) -> Result<(), Refusal> {
    let by_code = settings.grants.contains(&GrantType::AuthorizationCode);
    if by_code && settings.redirect_uris.is_empty() {
        return Err(Refusal::Settings("authorization_code needs a redirect URI"));
    }
    if !settings.response_types.is_empty() && settings.redirect_uris.is_empty() {
        return Err(Refusal::Settings("a response type needs a redirect URI"));
    }
    let by_device = settings.grants.contains(&GrantType::DeviceCode);
    if !by_code && !by_device && settings.grants.contains(&GrantType::RefreshToken) {
        return Err(Refusal::Settings("refresh_token needs authorization_code"));
    }
    if settings.default_scopes.is_empty() {
        return Err(Refusal::Settings(
            "there must be at least one default scope",
        ));
    }
    if settings.public && settings.bare_authorization {
        return Err(Refusal::Settings(
            "a public client has no secret to send without a scheme",
        ));
    }
    if settings
        .default_max_age
        .is_some_and(|age| age < SHORTEST_MAX_AGE)
    {
        return Err(Refusal::Settings(
            "a password check counts for a minute at least",
        ));
    }
    let lifetime = settings.access_token_lifetime;
    if lifetime < SHORTEST_TOKEN || lifetime > LONGEST_TOKEN {
        return Err(Refusal::Settings(
            "an access token lives for a minute to a day",
        ));
    }
    let refresh = settings.tokens.refresh_lifetime();
    if refresh < SHORTEST_REFRESH || refresh > TokenSettings::LONGEST_LIFETIME {
        return Err(Refusal::Settings(
            "a refresh token lives for ten minutes to a year",
        ));
    }
    Ok(())
}

fn check_uris(uris: &[RedirectUri]) -> Result<(), Refusal> {
    if uris.len() > MOST_URIS {
        return Err(Refusal::Settings("there are more than 100 addresses"));
    }
    if !uris.iter().all(RedirectUri::has_plain_host) {
        return Err(Refusal::Settings(
            "a host is of letters, digits, hyphens and dots",
        ));
    }
    let mut seen = HashSet::new();
    if uris.iter().all(|uri| seen.insert(uri.as_str())) {
        Ok(())
    } else {
        Err(Refusal::Settings("an address is listed twice"))
    }
}

fn check_texts(settings: &ClientSettings) -> Result<(), Refusal> {
    let prefix = &settings.group_prefix;
    if prefix.chars().count() > 64 || prefix.chars().any(char::is_control) {
        return Err(Refusal::Settings(
            "the group prefix has at most 64 characters, without control characters",
        ));
    }
    let mut addresses = [&settings.launch_url, &settings.rocketchat_url]
        .into_iter()
        .flatten();
    if !addresses.all(|address| web_address(address).is_some()) {
        return Err(Refusal::Settings(
            "a web address starts with https:// or http://",
        ));
    }
    if let IssuerMode::Fixed(issuer) = &settings.issuer {
        check_issuer(issuer)?;
    }
    Ok(())
}

/// OpenID Connect Core §2: an issuer is a URL without query and fragment.
/// <https://openid.net/specs/openid-connect-core-1_0.html#IDToken>
fn check_issuer(issuer: &str) -> Result<(), Refusal> {
    let fits =
        web_address(issuer).is_some_and(|url| url.query().is_none() && url.fragment().is_none());
    if fits {
        Ok(())
    } else {
        Err(Refusal::Settings(
            "an issuer is a web address without query and fragment",
        ))
    }
}

fn web_address(text: &str) -> Option<Url> {
    let plain = text.len() <= 2048 && text.chars().all(|c| c.is_ascii_graphic());
    let url = Url::parse(text).ok().filter(|_| plain)?;
    let host = url.host().is_some_and(|host| is_plain_host(&host));
    (matches!(url.scheme(), "https" | "http") && host).then_some(url)
}

/// What an administrator noted about people, or groups whose names begin alike.
fn is_own(source: &str) -> bool {
    let attribute = source.strip_prefix("attribute:");
    attribute.is_some_and(|name| !name.is_empty()) || source.starts_with("groups:")
}

fn check_extra_claims(settings: &ClientSettings) -> Result<(), Refusal> {
    for (alias, source) in &settings.extra_claims {
        if STANDARD_CLAIMS.contains(&alias.as_str()) {
            return Err(Refusal::HarmfulClaim {
                claim: alias.to_string(),
                reason: "it would replace a standard claim".to_owned(),
            });
        }
        if !STANDARD_CLAIMS.contains(&source.as_str()) && !is_own(source.as_str()) {
            return Err(Refusal::HarmfulClaim {
                claim: alias.to_string(),
                reason: format!("{source} is not a standard claim that it could repeat"),
            });
        }
    }
    Ok(())
}
