//! What the flags about the protocol do to an application's settings.

use std::path::Path;

use anyhow::{Context, bail};
use gantry_core::Seconds;
use gantry_core::client::{ClientSettings, SubjectType};
use gantry_oidc::Provider;
use gantry_oidc::registration::metadata::ClientMetadata;

use crate::cli::client::protocol::ProtocolArgs;
use crate::commands::client::policy::set;

/// The largest file of keys or metadata.
const LARGEST: usize = 64 * 1024;

/// The metadata of the file, if one was named.
///
/// # Errors
/// A file that cannot be read, or is not client metadata.
pub(super) fn metadata(args: &ProtocolArgs) -> anyhow::Result<Option<ClientMetadata>> {
    let Some(file) = &args.metadata else {
        return Ok(None);
    };
    let text = read(file)?;
    let read = ClientMetadata::parse(&text);
    read.map(Some)
        .map_err(|problem| anyhow::anyhow!("{}: {}", file.display(), problem.description))
}

/// Sets what the metadata say; all that they leave out gets its default.
///
/// # Errors
/// A member that cannot be met.
pub(super) fn apply_metadata(
    metadata: &ClientMetadata,
    settings: &mut ClientSettings,
) -> anyhow::Result<()> {
    let applied = metadata.to_settings(settings);
    *settings = applied.map_err(|problem| anyhow::anyhow!("metadata: {}", problem.description))?;
    Ok(())
}

/// Sets what was given and adds to the lists.
///
/// # Errors
/// A file of keys that cannot be read.
pub(super) fn apply(args: &ProtocolArgs, settings: &mut ClientSettings) -> anyhow::Result<()> {
    settings.response_types.extend(&args.response_types);
    let method = args.auth_method.map(Into::into);
    set(&mut settings.authentication.method, method);
    if let Some(address) = &args.jwks_uri {
        settings.keys.jwks_uri = Some(address.clone());
        settings.keys.jwks = None;
    }
    if let Some(file) = &args.jwks_file {
        let keys = serde_json::from_slice(&read(file)?);
        settings.keys.jwks = Some(keys.with_context(|| format!("{} is no JSON", file.display()))?);
        settings.keys.jwks_uri = None;
    }
    let subject = args.pairwise.map(|pairwise| {
        if pairwise {
            SubjectType::Pairwise
        } else {
            SubjectType::Public
        }
    });
    set(&mut settings.subject.kind, subject);
    let sector = &mut settings.subject.sector_identifier_uri;
    set(sector, args.sector_identifier_uri.clone().map(Some));
    set(
        &mut settings.authentication.issuer_audience_only,
        args.issuer_audience_only,
    );
    let logout = &mut settings.logout;
    set(
        &mut logout.backchannel_uri,
        args.backchannel_logout_uri.clone().map(Some),
    );
    set(
        &mut logout.frontchannel_uri,
        args.frontchannel_logout_uri.clone().map(Some),
    );
    set(&mut settings.require_pkce, args.require_pkce);
    set(&mut settings.requests.require_pushed, args.require_par);
    set(
        &mut settings.requests.require_object,
        args.require_request_object,
    );
    add(&args.request_uris, &mut settings.requests.request_uris);
    let tokens = &mut settings.tokens;
    set(&mut tokens.jwt_access_tokens, args.jwt_access_tokens);
    set(
        &mut tokens.userinfo_signing_alg,
        args.userinfo_alg.map(Some),
    );
    add(&args.resources, &mut tokens.resources);
    add(&args.serves, &mut tokens.serves);
    add(&args.exchanges_from, &mut tokens.exchanges_from);
    let age = args.default_max_age.map(|age| Some(Seconds::new(age)));
    set(&mut settings.default_max_age, age);
    Ok(())
}

/// The document of the sector must list the redirect URIs before anybody is called by its names.
///
/// # Errors
/// It cannot be had, or does not.
pub(super) async fn check_sector(
    provider: &Provider,
    before: Option<&ClientSettings>,
    after: &ClientSettings,
) -> anyhow::Result<()> {
    let same = before.is_some_and(|before| {
        before.subject == after.subject && before.redirect_uris == after.redirect_uris
    });
    if same {
        return Ok(());
    }
    match provider.check_sector(after).await {
        Ok(()) => Ok(()),
        Err(problem) => bail!("{}", problem.description),
    }
}

fn add<T: Clone + PartialEq>(given: &[T], list: &mut Vec<T>) {
    for one in given {
        if !list.contains(one) {
            list.push(one.clone());
        }
    }
}

fn read(file: &Path) -> anyhow::Result<Vec<u8>> {
    let text = std::fs::read(file).with_context(|| format!("cannot read {}", file.display()))?;
    if text.len() > LARGEST {
        bail!("{} is larger than 64 KiB", file.display());
    }
    Ok(text)
}
