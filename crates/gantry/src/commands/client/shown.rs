//! An application in print.

mod protocol;

use gantry_accounts::Accounts;
use gantry_core::Secret;
use gantry_core::client::Client;
use gantry_core::group::GroupId;
use gantry_core::redirect_uri::RedirectUri;
use gantry_oidc::Provider;
use serde_json::{Value, json};

use crate::commands::client::access;
use crate::output;

/// What a person who looks after it wants to know.
///
/// # Errors
/// A breakdown of the database.
pub(super) async fn facts(provider: &Provider, client: &Client) -> anyhow::Result<String> {
    let settings = &client.settings;
    let allowed = access::words(provider.accounts(), &settings.access).await?;
    let released = names(provider.accounts(), &settings.released_groups).await?;
    let texts = |uris: &[RedirectUri]| {
        let uris: Vec<&str> = uris.iter().map(RedirectUri::as_str).collect();
        uris.join(" ")
    };
    let grants: Vec<&str> = settings.grants.iter().map(|grant| grant.as_str()).collect();
    let claims: Vec<String> = settings
        .extra_claims
        .iter()
        .map(|(name, source)| format!("{}={}", name.as_str(), source.as_str()))
        .collect();
    let mut facts = vec![
        ("name", client.name.clone()),
        ("slug", client.slug.to_string()),
        ("client id", client.client_id.to_string()),
        ("redirect URIs", texts(&settings.redirect_uris)),
        ("after sign-out", texts(&settings.post_logout_redirect_uris)),
        ("grants", grants.join(" ")),
        ("issuer", provider.issuer(client)),
        ("ID tokens", settings.id_token_alg.to_string()),
        ("who may enter", allowed),
        ("groups it learns", or(&released, "all")),
        ("further claims", claims.join(" ")),
        ("asks for consent", output::yes(settings.consent)),
        ("disabled", output::yes(client.disabled)),
    ];
    facts.extend(protocol::facts(client));
    Ok(output::facts(&facts))
}

/// The same for a script, and a little more.
///
/// # Errors
/// A breakdown of the database.
pub(super) async fn as_json(provider: &Provider, client: &Client) -> anyhow::Result<Value> {
    let settings = &client.settings;
    let allowed: Vec<GroupId> = settings.access.groups().collect();
    let mut value = json!({
        "client_id": client.client_id,
        "slug": client.slug,
        "name": client.name,
        "template": settings.template,
        "public": settings.public,
        "redirect_uris": settings.redirect_uris,
        "post_logout_redirect_uris": settings.post_logout_redirect_uris,
        "grants": settings.grants,
        "issuer": provider.issuer(client),
        "id_token_alg": settings.id_token_alg,
        "allowed_groups": names(provider.accounts(), &allowed).await?,
        "access": settings.access,
        "released_groups": names(provider.accounts(), &settings.released_groups).await?,
        "group_prefix": settings.group_prefix,
        "extra_claims": settings.extra_claims,
        "query_token": settings.query_token,
        "bare_authorization": settings.bare_authorization,
        "consent": settings.consent,
        "userinfo": settings.userinfo,
        "claims_in_id_token": settings.claims_in_id_token,
        "disabled": client.disabled,
        "created_at": output::time(client.created_at),
    });
    if let Some(members) = value.as_object_mut() {
        let further = protocol::members(client).into_iter();
        members.extend(further.map(|(name, member)| (name.to_owned(), member)));
    }
    Ok(value)
}

/// Adds the secret, if there is one to be told.
pub(super) fn with_secret(mut value: Value, secret: Option<&Secret>) -> Value {
    if let (Some(members), Some(secret)) = (value.as_object_mut(), secret) {
        members.insert("client_secret".to_owned(), json!(secret.expose()));
    }
    value
}

/// Tells the secret, if there is one to be told.
///
/// # Errors
/// Standard output cannot be written.
pub(super) fn print_secret(secret: Option<&Secret>) -> anyhow::Result<()> {
    if let Some(secret) = secret {
        output::line(format!(
            "Client secret, shown this once: {}",
            secret.expose()
        ))?;
    }
    Ok(())
}

async fn names(accounts: &Accounts, ids: &[GroupId]) -> anyhow::Result<Vec<String>> {
    let mut names = Vec::new();
    for id in ids {
        let group = accounts.group(*id).await?;
        names.extend(group.map(|group| group.name.to_string()));
    }
    Ok(names)
}

fn or(names: &[String], otherwise: &str) -> String {
    if names.is_empty() {
        otherwise.to_owned()
    } else {
        names.join(" ")
    }
}
