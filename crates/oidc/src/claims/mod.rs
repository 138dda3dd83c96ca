//! What a client learns about a person.
//!
//! `standard` has the claims themselves, `requested` which single ones a request asks for. A
//! claim is released if a granted scope covers it or the person agreed to it by name.

pub(crate) mod picture;
pub mod requested;
mod standard;
mod told;

use std::collections::{BTreeMap, BTreeSet};

use gantry_accounts::Error;
use gantry_core::authorization::Requested;
use gantry_core::claims_request::ClaimRequest;
use gantry_core::client::Client;
use gantry_core::group::Group;
use gantry_core::scope::{Scope, ScopeSet};
use gantry_core::user::User;
use gantry_store::memberships;
use serde_json::{Map, Value};

pub(crate) use crate::claims::told::Told;

use crate::claims::requested::source;
use crate::provider::Provider;

/// The single claims of one half of a `claims` parameter.
pub(crate) type SingleClaims = BTreeMap<String, Option<ClaimRequest>>;

/// What an ID token may tell beside who signed in, when and how.
pub(crate) struct ForIdToken<'a> {
    /// Who signed in.
    pub(crate) user: &'a User,
    /// What was granted.
    pub(crate) scopes: &'a ScopeSet,
    /// What was asked for beside scopes.
    pub(crate) requested: &'a Requested,
    /// Whether the scopes' claims are told here: OpenID Connect Core §5.4, if no access token is
    /// issued with which userinfo could be asked, or if the client's switch says so.
    pub(crate) scope_claims: bool,
}

/// The claims for an ID token; the database is asked only if some may be there.
///
/// # Errors
/// A breakdown of the database.
pub(crate) async fn for_id_token(
    provider: &Provider,
    client: &Client,
    wanted: &ForIdToken<'_>,
) -> Result<Map<String, Value>, Error> {
    let single = &wanted.requested.claims.id_token;
    if !wanted.scope_claims && single.is_empty() {
        return Ok(Map::new());
    }
    let mut conn = provider.accounts.store().read().await?;
    let groups = memberships::groups_of(&mut conn, wanted.user.id).await?;
    let none = ScopeSet::default();
    let scopes = if wanted.scope_claims {
        wanted.scopes
    } else {
        &none
    };
    let mut user = wanted.user.clone();
    picture::add(provider, &mut conn, &mut user, (scopes, single)).await?;
    drop(conn);
    Ok(released(&user, &groups, client, scopes, single))
}

/// The claims that scopes or a request by name ask for; `sub` is not among them.
///
/// OpenID Connect Core §5.5.1: a claim that is asked for with a value, and has another, is left out.
/// <https://openid.net/specs/openid-connect-core-1_0.html#IndividualClaimsRequests>
pub(crate) fn released(
    user: &User,
    groups: &[Group],
    client: &Client,
    scopes: &ScopeSet,
    single: &SingleClaims,
) -> Map<String, Value> {
    if single.is_empty() {
        return of_scopes(user, groups, client, scopes);
    }
    let everything = of_scopes(user, groups, client, &Scope::ALL.into_iter().collect());
    let mut claims = of_scopes(user, groups, client, scopes);
    for (name, request) in single {
        let value = everything.get(name).filter(|value| {
            let request = request.as_ref();
            request.is_none_or(|request| request.accepts(value))
        });
        match value {
            Some(value) => {
                claims.insert(name.clone(), value.clone());
            }
            None => {
                claims.remove(name);
            }
        }
    }
    claims
}

/// OpenID Connect Core §5.4: the claims that the scopes ask for; `sub` is not among them.
/// <https://openid.net/specs/openid-connect-core-1_0.html#ScopeClaims>
///
/// No member is ever `null` or empty, and `groups` is always an array.
#[must_use]
pub fn of_scopes(
    user: &User,
    groups: &[Group],
    client: &Client,
    scopes: &ScopeSet,
) -> Map<String, Value> {
    let mut claims = Map::new();
    if scopes.contains(Scope::Profile) {
        standard::add_profile(&mut claims, user);
    }
    if scopes.contains(Scope::Email) {
        standard::add_email(&mut claims, user, client);
    }
    if scopes.contains(Scope::Phone) {
        standard::add_phone(&mut claims, user);
    }
    if scopes.contains(Scope::Address) {
        standard::add_address(&mut claims, user);
    }
    if scopes.contains(Scope::Profile) || scopes.contains(Scope::Groups) {
        standard::add_groups(&mut claims, groups, client);
    }
    for name in client.settings.extra_claims.keys() {
        let source = source(client, name.as_str());
        let value = claims
            .get(source)
            .cloned()
            .or_else(|| own(source, user, groups, scopes));
        if let Some(value) = value {
            claims.insert(name.as_str().to_owned(), value);
        }
    }
    claims
}

/// What an administrator noted about the person, as `attribute:<name>`, or the groups whose names
/// begin alike, without that beginning, as `groups:<beginning>`. Both belong to the profile.
fn own(source: &str, user: &User, groups: &[Group], scopes: &ScopeSet) -> Option<Value> {
    if !scopes.contains(Scope::Profile) {
        return None;
    }
    if let Some(name) = source.strip_prefix("attribute:") {
        let mut noted = user.attributes.iter();
        let found = noted.find(|(key, _)| key.as_str() == name);
        return found.map(|(_, text)| Value::from(text.as_str()));
    }
    let beginning = source.strip_prefix("groups:")?;
    let names = groups.iter().filter_map(|group| {
        let rest = group.name.as_str().strip_prefix(beginning)?;
        (!rest.is_empty()).then(|| rest.to_owned())
    });
    let names: BTreeSet<String> = names.collect();
    Some(Value::from_iter(names))
}
