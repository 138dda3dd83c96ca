//! What the shared flags of `client add` and `client change` do to an application's settings.

use gantry_accounts::Accounts;
use gantry_core::client::ClientSettings;
use gantry_core::group::GroupId;
use gantry_core::group_name::GroupName;
use gantry_core::redirect_uri::RedirectUri;

use crate::cli::client::policy::PolicyArgs;
use crate::commands::client::access;
use crate::commands::group;

/// Sets what was given and adds to the lists.
///
/// # Errors
/// A group that is not there.
pub(super) async fn apply(
    args: &PolicyArgs,
    accounts: &Accounts,
    settings: &mut ClientSettings,
) -> anyhow::Result<()> {
    access::apply(args, accounts, &mut settings.access).await?;
    let released = &mut settings.released_groups;
    add_groups(accounts, &args.release_groups, released).await?;
    add_uris(
        &args.post_logout_redirect_uris,
        &mut settings.post_logout_redirect_uris,
    );
    settings.extra_claims.extend(args.claims.iter().cloned());
    set(&mut settings.id_token_alg, args.id_token_alg);
    set(&mut settings.group_prefix, args.group_prefix.clone());
    set(&mut settings.issuer, args.issuer.clone());
    set(&mut settings.query_token, args.query_token);
    set(&mut settings.bare_authorization, args.bare_authorization);
    set(&mut settings.consent, args.no_consent.map(|no| !no));
    set(&mut settings.userinfo, args.no_userinfo.map(|no| !no));
    set(&mut settings.claims_in_id_token, args.claims_in_id_token);
    Ok(())
}

/// Adds the addresses that are not there yet.
pub(super) fn add_uris(given: &[RedirectUri], uris: &mut Vec<RedirectUri>) {
    for uri in given {
        if !uris.contains(uri) {
            uris.push(uri.clone());
        }
    }
}

async fn add_groups(
    accounts: &Accounts,
    names: &[GroupName],
    ids: &mut Vec<GroupId>,
) -> anyhow::Result<()> {
    for name in names {
        let id = group::find(accounts, name).await?.id;
        if !ids.contains(&id) {
            ids.push(id);
        }
    }
    Ok(())
}

/// Sets what was given.
pub(super) fn set<T>(place: &mut T, given: Option<T>) {
    if let Some(value) = given {
        *place = value;
    }
}
