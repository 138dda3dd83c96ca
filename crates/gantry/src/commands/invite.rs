//! Inviting somebody. The server that runs beside this sends the letter.

use anyhow::Context;
use gantry_accounts::invitations::NewInvitation;
use gantry_accounts::permissions::{Administrator, Helpdesk};
use gantry_oidc::Provider;
use gantry_web::i18n::Language;
use gantry_web::letters::Letters;
use serde_json::json;

use crate::cli::invite::InviteArgs;
use crate::output;
use crate::settings::Settings;

/// Does what was asked.
///
/// # Errors
/// An address that is somebody's, an unknown group or application.
pub(crate) async fn run(
    settings: &Settings,
    provider: &Provider,
    args: InviteArgs,
) -> anyhow::Result<()> {
    let accounts = provider.accounts();
    let mut groups = Vec::new();
    for name in &args.groups {
        let group = accounts.group_by_name(name).await?;
        groups.push(
            group
                .with_context(|| format!("there is no group {name}"))?
                .id,
        );
    }
    let application = match &args.application {
        Some(slug) => {
            let found = accounts.client_cache().by_slug(slug).await?;
            let found = found.with_context(|| format!("there is no application {slug}"))?;
            Some(found.client.id)
        }
        None => None,
    };
    let email = args.email.clone();
    let invitation = NewInvitation {
        email: args.email,
        groups,
        application,
        language: args.language,
        role: args.role,
    };
    let (url, brand) = (
        provider.public_url().to_owned(),
        settings.brand_name.as_str(),
    );
    let letters = Letters::new(accounts, url, brand, Language::default()).await?;
    let writer = letters.writer();
    let by = Helpdesk::from(Administrator::operator());
    let token = accounts.invite(&by, invitation, &writer).await?;
    let link = token.map(|token| letters.link("invitation", &token));
    if args.output.json {
        return output::json(&json!({ "email": email, "mailed": link.is_none(), "link": link }));
    }
    match link {
        Some(link) => output::line(format!(
            "Mail is not set up. Pass this link on; it works once, for seven days:\n  {link}"
        ))?,
        None => output::line(format!("An invitation to {email} is on its way."))?,
    }
    Ok(())
}
