//! Is this set-up sound? One finding a line, good ones too; a bad one makes the command fail.

mod backups;
pub(crate) mod files;
mod outside;

use anyhow::bail;
use gantry_core::client::{Client, Template};
use gantry_core::redirect_uri::{RedirectUri, is_loopback};
use gantry_core::signing_key::SigningAlgorithm;
use gantry_oidc::{Provider, RegistrationMode};
use gantry_rocketchat::settings::ServiceName;
use gantry_store::audit::{self, AuditFilter};
use serde::Serialize;
use url::Url;

use crate::cli::JsonArgs;
use crate::commands::client;
use crate::output;
use crate::settings::{MasterKeySource, Settings};

/// A clock this far behind the newest line of the trail is wrong, or that line's was.
const CLOCK_TOLERANCE: i64 = 60;

/// How a finding is meant.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub(crate) enum Verdict {
    /// As it should be.
    Good,
    /// Works, but somebody should look.
    Warning,
    /// People will not be able to sign in.
    Bad,
}

/// One thing that was looked at.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub(crate) struct Finding {
    subject: String,
    verdict: Verdict,
    text: String,
}

/// What was found up to here.
#[derive(Debug, Default)]
pub(crate) struct Findings(Vec<Finding>);

impl Findings {
    /// Notes one thing.
    pub(crate) fn note(&mut self, subject: &str, verdict: Verdict, text: impl Into<String>) {
        self.0.push(Finding {
            subject: subject.to_owned(),
            verdict,
            text: text.into(),
        });
    }

    /// Notes something good or something bad.
    fn settle(&mut self, subject: &str, result: anyhow::Result<String>) {
        match result {
            Ok(text) => self.note(subject, Verdict::Good, text),
            Err(error) => self.note(subject, Verdict::Bad, format!("{error:#}")),
        }
    }
}

/// Looks at everything and prints what was found.
pub(crate) async fn run(
    settings: &Settings,
    provider: &Provider,
    args: JsonArgs,
) -> anyhow::Result<()> {
    let mut findings = Findings::default();
    check_public_url(settings, &mut findings);
    check_tls(settings, &mut findings).await;
    findings.note(
        "database",
        Verdict::Good,
        format!("{} answers", settings.database),
    );
    findings.settle("clock", check_clock(provider).await);
    findings.settle("master key", Ok(describe_master_key(&settings.master_key)));
    files::check(settings, &mut findings);
    check_registered_reach(settings, &mut findings);
    check_keys(provider, &mut findings).await;
    check_administrator(provider, &mut findings).await?;
    backups::check(settings, provider, &mut findings).await?;
    let clients = client::all(provider).await?;
    for client in clients.iter().filter(|client| !client.disabled) {
        check_redirect_uris(client, &mut findings);
    }
    outside::check(settings, provider, &clients, &mut findings).await?;
    print(&findings, args)
}

fn print(findings: &Findings, args: JsonArgs) -> anyhow::Result<()> {
    let Findings(list) = findings;
    if args.json {
        output::json(list)?;
    } else {
        for finding in list {
            let mark = match finding.verdict {
                Verdict::Good => "good   ",
                Verdict::Warning => "warning",
                Verdict::Bad => "BAD    ",
            };
            output::line(format!("{mark}  {}: {}", finding.subject, finding.text))?;
        }
    }
    let bad = list
        .iter()
        .filter(|finding| finding.verdict == Verdict::Bad)
        .count();
    if bad > 0 {
        bail!("{bad} finding(s) will keep people from signing in");
    }
    Ok(())
}

fn check_public_url(settings: &Settings, findings: &mut Findings) {
    let url = &settings.public_url;
    let loopback = url.as_url().host().is_some_and(|host| is_loopback(&host));
    let (verdict, text) = match (loopback, url.is_https()) {
        (true, _) => (
            Verdict::Warning,
            "is for this machine only; set GANTRY_PUBLIC_URL",
        ),
        (false, true) => (Verdict::Good, "uses https"),
        (false, false) => (
            Verdict::Warning,
            "is http: passwords can be read on the way",
        ),
    };
    findings.note("public URL", verdict, format!("{url} {text}"));
}

/// Strangers must not make this server call into the operator's network.
fn check_registered_reach(settings: &Settings, findings: &mut Findings) {
    if settings.allow_private_registered && settings.registration != RegistrationMode::Off {
        let text = "applications that register themselves may have Gantry call private addresses; \
                    only a test bench needs allow_private_registered";
        findings.note("registration", Verdict::Warning, text);
    }
}

async fn check_tls(settings: &Settings, findings: &mut Findings) {
    let Some(files) = &settings.tls else {
        if settings.public_url.is_https() && settings.trusted_proxies.is_empty() {
            let text = "a proxy must speak it, and trusted_proxies names none: all people share \
                        the proxy's address and its limits";
            findings.note("TLS", Verdict::Warning, text);
        }
        return;
    };
    let read = crate::listen::tls::read(files).await;
    findings.settle(
        "TLS",
        read.map(|_| format!("{} fits its key", files.cert.display())),
    );
}

/// Codes and tokens live for seconds: a clock that was set back makes them fail.
async fn check_clock(provider: &Provider) -> anyhow::Result<String> {
    let accounts = provider.accounts();
    let now = accounts.env().now();
    let mut conn = accounts.store().read().await?;
    let newest = audit::list(&mut conn, AuditFilter::All, None, 1).await?;
    let ahead = newest
        .first()
        .map_or(0, |entry| entry.at.since(now).as_i64());
    if ahead > CLOCK_TOLERANCE {
        bail!(
            "{} is {ahead} seconds before the newest line of the trail",
            output::time(now)
        );
    }
    Ok(format!(
        "{}, not before the newest line of the trail",
        output::time(now)
    ))
}

fn describe_master_key(source: &MasterKeySource) -> String {
    match source {
        MasterKeySource::Given(_) => "given as a setting".to_owned(),
        MasterKeySource::File(path) => format!("in {}", path.display()),
        MasterKeySource::Generated(path) => {
            format!("in {}; keep a copy apart from the database", path.display())
        }
    }
}

async fn check_keys(provider: &Provider, findings: &mut Findings) {
    let now = provider.accounts().env().now();
    let keys = match provider.keys().await {
        Ok(keys) => keys,
        Err(error) => return findings.note("signing keys", Verdict::Bad, error.to_string()),
    };
    let used = match provider.algorithms_in_use().await {
        Ok(used) => used,
        Err(error) => return findings.note("signing keys", Verdict::Bad, error.to_string()),
    };
    let missing: Vec<&str> = used
        .into_iter()
        .filter(|algorithm| {
            !keys.iter().any(|loaded| {
                loaded.key.algorithm == *algorithm
                    && loaded.key.active_from <= now
                    && loaded.is_published(now)
            })
        })
        .map(SigningAlgorithm::as_str)
        .collect();
    if missing.is_empty() {
        findings.note(
            "signing keys",
            Verdict::Good,
            format!("{} open", keys.len()),
        );
    } else {
        let text = format!("none yet for {}; the server makes them", missing.join(", "));
        findings.note("signing keys", Verdict::Warning, text);
    }
}

async fn check_administrator(provider: &Provider, findings: &mut Findings) -> anyhow::Result<()> {
    if provider.accounts().needs_first_administrator().await? {
        let text = "there is none; the server prints a set-up link when it starts";
        findings.note("administrator", Verdict::Warning, text);
    } else {
        findings.note("administrator", Verdict::Good, "there is one");
    }
    Ok(())
}

fn check_redirect_uris(client: &Client, findings: &mut Findings) {
    let subject = format!("{}: redirect URIs", client.slug);
    let missing = missing_callbacks(client);
    if missing.is_empty() {
        let text = format!("{} registered", client.settings.redirect_uris.len());
        findings.note(&subject, Verdict::Good, text);
    } else {
        let text = format!(
            "Rocket.Chat will send {}, which is not registered",
            missing.join(" or ")
        );
        findings.note(&subject, Verdict::Bad, text);
    }
}

/// What a Rocket.Chat will send that is not registered.
fn missing_callbacks(client: &Client) -> Vec<String> {
    let settings = &client.settings;
    if settings.template != Template::RocketChat {
        return Vec::new();
    }
    let service = settings
        .rocketchat_service
        .as_deref()
        .map(ServiceName::parse);
    let site = settings.rocketchat_url.as_deref().map(Url::parse);
    let (Some(Ok(service)), Some(Ok(site))) = (service, site) else {
        return Vec::new();
    };
    let sent = [service.callback(&site), service.callback_with_close(&site)];
    let registered = |uri: &String| {
        settings
            .redirect_uris
            .iter()
            .any(|known: &RedirectUri| known.is(uri))
    };
    sent.into_iter().filter(|uri| !registered(uri)).collect()
}
