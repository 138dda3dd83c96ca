//! What is looked at over the network: Gantry's own address, and every Rocket.Chat. Of a connected
//! one this repeats only what `rocketchat check` found wrong.

use gantry_core::client::Client;
use gantry_oidc::Provider;
use gantry_outbound::{Outbound, OutboundRules};
use gantry_rocketchat::probe::{Mismatch, Probe, probe};
use gantry_rocketchat::template::connection_of;
use gantry_rocketchat::workspaces::{Level, Report, Workspaces};
use url::Url;

use crate::commands::check::{Findings, Verdict};
use crate::commands::rocketchat::check::sentence;
use crate::settings::Settings;
use crate::startup;

/// Asks everybody concerned.
///
/// # Errors
/// No request can be made at all.
pub(crate) async fn check(
    settings: &Settings,
    provider: &Provider,
    clients: &[Client],
    findings: &mut Findings,
) -> anyhow::Result<()> {
    let rules = startup::outbound_rules(settings)?;
    // Gantry's own address may well be a private one.
    let own = OutboundRules {
        allow_private: true,
        ..rules.clone()
    };
    check_own_address(provider, &Outbound::new(&own)?, findings).await;
    let outbound = Outbound::new(&rules)?;
    let workspaces = Workspaces::new(provider.accounts().clone(), outbound.clone());
    for client in clients.iter().filter(|client| !client.disabled) {
        let report = check_connection(provider, &workspaces, client, findings).await?;
        if report.as_ref().is_some_and(comes_by_iframe) {
            continue;
        }
        let site = client.settings.rocketchat_url.as_deref();
        if let Some(site) = site.and_then(|site| Url::parse(site).ok()) {
            check_workspace(provider, &outbound, (client, &site), findings).await?;
        }
    }
    Ok(())
}

/// What is wrong with a connection, if there is one.
async fn check_connection(
    provider: &Provider,
    workspaces: &Workspaces,
    client: &Client,
    findings: &mut Findings,
) -> anyhow::Result<Option<Report>> {
    if workspaces.connection(client.id).await?.is_none() {
        return Ok(None);
    }
    let cache = provider.accounts().client_cache();
    let Some(cached) = cache.by_id(client.id).await? else {
        return Ok(None);
    };
    let public_url = Url::parse(provider.public_url())?;
    let report = workspaces.check(&cached, &public_url).await?;
    let subject = format!("{}: connection", client.slug);
    let wrong = report.findings.iter();
    for finding in wrong.filter(|finding| finding.level != Level::Good) {
        findings.note(&subject, Verdict::Warning, sentence(finding));
    }
    if report.worst() != Level::Bad {
        findings.note(&subject, Verdict::Good, "works");
    }
    Ok(Some(report))
}

/// Whether people come in by iframe mode: then what custom OAuth needs does not matter.
fn comes_by_iframe(report: &Report) -> bool {
    let mut keys = report.findings.iter().map(|finding| finding.key);
    keys.any(|key| key == "check-iframe-settings")
}

async fn check_own_address(provider: &Provider, outbound: &Outbound, findings: &mut Findings) {
    let subject = "reachable";
    let issuer = provider.public_url();
    let Ok(url) = Url::parse(&format!("{issuer}/.well-known/openid-configuration")) else {
        return;
    };
    let answer = match outbound.get_json(&url).await {
        Ok(answer) => answer,
        Err(error) => {
            let text = format!("{url} did not answer ({error}); is the server running?");
            return findings.note(subject, Verdict::Warning, text);
        }
    };
    match answer.body.get("issuer").and_then(|said| said.as_str()) {
        Some(said) if said == issuer => {
            findings.note(
                subject,
                Verdict::Good,
                format!("{issuer} answers as itself"),
            );
        }
        Some(said) => {
            let text = format!("{issuer} answers, but calls itself {said}");
            findings.note(subject, Verdict::Bad, text);
        }
        None => {
            let text = format!("{url} answered with status {} and no issuer", answer.status);
            findings.note(subject, Verdict::Bad, text);
        }
    }
}

async fn check_workspace(
    provider: &Provider,
    outbound: &Outbound,
    (client, site): (&Client, &Url),
    findings: &mut Findings,
) -> anyhow::Result<()> {
    let subject = format!("{}: Rocket.Chat", client.slug);
    let probe = match probe(outbound, site).await {
        Ok(probe) => probe,
        Err(error) => {
            let text = format!("{:#}", anyhow::Error::from(error));
            findings.note(&subject, Verdict::Bad, text);
            return Ok(());
        }
    };
    note_version(&probe, &subject, findings);
    let public_url = Url::parse(provider.public_url())?;
    let Some(connection) = connection_of(client, &public_url, None, probe.version) else {
        return Ok(());
    };
    match probe.mismatches(&connection) {
        None => {
            let text = "does not show its sign-in services; compare them by hand";
            findings.note(&subject, Verdict::Warning, text);
        }
        Some(mismatches) if mismatches.is_empty() => {
            findings.note(
                &subject,
                Verdict::Good,
                "has the values of its settings sheet",
            );
        }
        Some(mismatches) => {
            for mismatch in &mismatches {
                findings.note(
                    &subject,
                    Verdict::Bad,
                    said(mismatch, &client.slug.to_string()),
                );
            }
        }
    }
    Ok(())
}

fn note_version(probe: &Probe, subject: &str, findings: &mut Findings) {
    let version = probe.version;
    findings.note(
        subject,
        Verdict::Good,
        format!("answers, version {version}"),
    );
    if version.needs_licence_for_custom_oauth() {
        let text = format!(
            "{version} lets people in by custom OAuth only with a licence that includes \
             oauth-enterprise; 8.x needs none"
        );
        findings.note(subject, Verdict::Warning, text);
    } else if version.announces_licence_for_custom_oauth() {
        let text = "9.0, the next version, needs a licence for custom OAuth";
        findings.note(subject, Verdict::Warning, text);
    }
    if let Some(bad) = version.known_bad() {
        let verdict = if bad.certain {
            Verdict::Bad
        } else {
            Verdict::Warning
        };
        findings.note(
            subject,
            verdict,
            format!("{}: {}", bad.versions, bad.reason),
        );
    }
}

fn said(mismatch: &Mismatch, slug: &str) -> String {
    match mismatch {
        Mismatch::ServiceAbsent => format!(
            "the custom OAuth service is not there or not enabled; see \
             gantry rocketchat settings {slug}"
        ),
        Mismatch::Differs {
            label,
            expected,
            found,
        } => {
            format!("{label} is {found}, but should be {expected}")
        }
    }
}
