//! `client change`: the shared flags, applied to an application that is there.

use gantry_core::client::{Client, GrantType};
use gantry_oidc::Provider;

use crate::cli::client::ClientChangeArgs;
use crate::commands::client::{OPERATOR, find, policy, protocol, shown};
use crate::output;

/// Changes what was given; everything else stays.
///
/// # Errors
/// An unknown application or group, settings that contradict each other, or somebody else's change
/// in between.
pub(super) async fn run(provider: &Provider, args: &ClientChangeArgs) -> anyhow::Result<()> {
    let accounts = provider.accounts();
    let before = find(provider, &args.slug).await?;
    let mut after = before.clone();
    if let Some(metadata) = protocol::metadata(&args.protocol)? {
        protocol::apply_metadata(&metadata, &mut after.settings)?;
        after.name = metadata.client_name.unwrap_or(after.name);
    }
    if let Some(name) = &args.name {
        after.name.clone_from(name);
    }
    let settings = &mut after.settings;
    policy::add_uris(&args.redirect_uris, &mut settings.redirect_uris);
    let grants = args.grants.iter().map(|grant| GrantType::from(*grant));
    settings.grants.extend(grants);
    policy::apply(&args.policy, accounts, settings).await?;
    protocol::apply(&args.protocol, settings)?;
    protocol::check_sector(provider, Some(&before.settings), settings).await?;
    keep_former_issuer(provider, &before, &mut after);
    let changed = accounts.change_client(&OPERATOR, &before, after).await?;
    provider.ensure_keys().await?;
    if args.output.json {
        return output::json(&shown::as_json(provider, &changed).await?);
    }
    output::line(shown::facts(provider, &changed).await?)?;
    Ok(())
}

/// ID token hints with a former issuer of the client stay valid.
fn keep_former_issuer(provider: &Provider, before: &Client, after: &mut Client) {
    let former = provider.issuer(before);
    let changed = former != provider.issuer(after);
    let kept = &mut after.settings.former_issuers;
    if changed && !kept.contains(&former) {
        kept.push(former);
    }
}
