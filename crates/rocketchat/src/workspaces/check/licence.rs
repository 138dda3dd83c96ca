//! By which door can people come in, as version and licence are?

use gantry_accounts::Error;
use gantry_core::client::Template;

use crate::settings::RocketChatVersion;
use crate::workspaces::Workspaces;
use crate::workspaces::check::Subject;
use crate::workspaces::check::entered::Entered;
use crate::workspaces::check::found::Findings;

const MODULE: &str = "oauth-enterprise";

impl Workspaces {
    /// Whether the addresses without a workspace's name mean the one workspace there is.
    pub(super) async fn is_only_workspace(&self) -> Result<bool, Error> {
        let (mut found, mut after) = (0, None);
        loop {
            let page = self.accounts.list_clients(after.as_ref(), 100).await?;
            let Some(last) = page.last() else {
                return Ok(found == 1);
            };
            after = Some(last.slug.clone());
            let workspaces = page
                .iter()
                .filter(|client| client.settings.template == Template::RocketChat);
            found += workspaces.count();
        }
    }
}

/// Reports the settings of iframe mode, the licence, and what the version is known for.
pub(super) async fn check(subject: &Subject<'_>, legacy: bool, findings: &mut Findings) {
    let entered = Entered::read(subject, legacy, findings).await;
    let iframe = entered.as_ref().is_some_and(Entered::is_on);
    let version = subject.version;
    let concerned =
        version.needs_licence_for_custom_oauth() || version.announces_licence_for_custom_oauth();
    let licensed = if concerned {
        licensed(subject).await
    } else {
        None
    };
    let needed = version.needs_licence_for_custom_oauth() && licensed == Some(false);
    if let Some(entered) = &entered {
        entered.report(needed, findings);
        entered.report_script(subject.client, findings);
    }
    if concerned {
        report(version, licensed, iframe, findings);
    }
    if let Some(known) = version.known_bad().filter(|_| !iframe) {
        let text = format!("Rocket.Chat {}: {}.", known.versions, known.reason);
        findings.warn(known.key, &text);
        findings.detail(version.to_string());
    }
}

/// Whether the licence has the module; `None` if the workspace does not say.
async fn licensed(subject: &Subject<'_>) -> Option<bool> {
    let modules = subject.rest.licence_modules().await.ok()?;
    Some(modules.iter().any(|module| module == MODULE))
}

fn report(
    version: RocketChatVersion,
    licensed: Option<bool>,
    iframe: bool,
    findings: &mut Findings,
) {
    match (version.needs_licence_for_custom_oauth(), licensed) {
        (_, Some(true)) => findings.good(
            "check-licence",
            "The workspace has a licence for custom OAuth.",
        ),
        _ if iframe => findings.good(
            "check-licence-not-needed",
            "People come in by iframe mode, which needs no licence.",
        ),
        (true, Some(false)) => findings.bad(
            "check-licence-missing",
            "From Rocket.Chat 9.0 custom OAuth works only with a Premium licence that includes \
             the module oauth-enterprise, and this workspace has none: nobody can sign in by the \
             button, and no permission will help. Switch the workspace to iframe mode (gantry \
             rocketchat settings with the door iframe).",
        ),
        (true, None) => findings.warn(
            "check-licence-unknown",
            "From Rocket.Chat 9.0 custom OAuth works only with a Premium licence that includes \
             the module oauth-enterprise; this workspace does not say whether it has one. \
             Without it, use iframe mode.",
        ),
        (false, _) => findings.warn(
            "check-licence-announced",
            "Rocket.Chat 9.0 will take custom OAuth only with a Premium licence that includes \
             the module oauth-enterprise. Without one, switch the workspace to iframe mode \
             before the update.",
        ),
    }
    findings.detail(version.to_string());
}
