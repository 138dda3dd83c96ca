//! Everything as one document: put into force, and written out.

use std::collections::HashMap;
use std::fmt::Write as _;
use std::io::Read;
use std::path::Path;

use anyhow::Context;
use gantry_accounts::declared::{Applied, Declared};
use gantry_accounts::permissions::{Administrator, Reader};
use gantry_accounts::{Error, Refusal};
use gantry_core::Secret;
use gantry_core::slug::Slug;
use gantry_oidc::Provider;
use serde_json::{Value, json};

use crate::cli::apply::{ApplyArgs, DocumentFormat, ExportArgs};
use crate::{output, secrets};

const OPERATOR: Administrator = Administrator::operator();

/// Brings this place to what a document says.
pub(crate) async fn apply(provider: &Provider, args: &ApplyArgs) -> anyhow::Result<()> {
    let declared = read(&args.file)?;
    let applied = provider
        .accounts()
        .apply(&OPERATOR, &declared, args.dry_run);
    let applied = applied.await.map_err(told)?;
    if !args.dry_run {
        provider.ensure_keys().await?;
    }
    if args.output.json {
        return output::json(&value(&applied));
    }
    output::line(shown(&applied, args.dry_run)?)?;
    Ok(())
}

/// Writes what is there as a document.
pub(crate) async fn export(provider: &Provider, args: &ExportArgs) -> anyhow::Result<()> {
    let by = Reader::from(OPERATOR);
    let document = provider.accounts().export(&by, args.people).await?;
    match args.format {
        DocumentFormat::Json => output::json(&document),
        DocumentFormat::Toml => {
            output::line(toml::to_string_pretty(&document)?)?;
            Ok(())
        }
    }
}

/// A document with the secrets that lie in files beside it.
fn read(file: &Path) -> anyhow::Result<Declared> {
    let shown = file.display();
    let text = if file == Path::new("-") {
        let mut text = String::new();
        std::io::stdin().read_to_string(&mut text)?;
        text
    } else {
        std::fs::read_to_string(file).with_context(|| format!("cannot read {shown}"))?
    };
    let is_json = file
        .extension()
        .is_some_and(|it| it.eq_ignore_ascii_case("json"));
    let document: Value = if is_json {
        serde_json::from_str(&text).with_context(|| format!("{shown} is no JSON"))?
    } else {
        toml::from_str(&text).with_context(|| format!("{shown} is no TOML"))?
    };
    let folder = file.parent().unwrap_or_else(|| Path::new("."));
    let secrets = read_secrets(&document, folder)?;
    Ok(Declared { document, secrets })
}

fn read_secrets(document: &Value, folder: &Path) -> anyhow::Result<HashMap<Slug, Secret>> {
    let mut found = HashMap::new();
    let applications = document.get("applications").and_then(Value::as_array);
    for application in applications.into_iter().flatten() {
        let text = |member| application.get(member).and_then(Value::as_str);
        let (Some(slug), Some(file)) = (text("slug"), text("secret_file")) else {
            continue;
        };
        let slug: Slug = slug.parse()?;
        let secret = secrets::client_secret(&folder.join(file));
        let secret = secret.with_context(|| format!("secret_file of {slug}"))?;
        found.insert(slug, secret);
    }
    Ok(found)
}

/// Problems one a line.
fn told(error: Error) -> anyhow::Error {
    match error {
        Error::Refused(Refusal::Document(problems)) => {
            let lines: Vec<String> = problems.iter().map(|it| format!("  {it}")).collect();
            anyhow::anyhow!("nothing was changed:\n{}", lines.join("\n"))
        }
        other => other.into(),
    }
}

fn shown(applied: &Applied, dry_run: bool) -> anyhow::Result<String> {
    if applied.changes.is_empty() {
        return Ok("Nothing to change.".to_owned());
    }
    let mut text = String::new();
    for change in &applied.changes {
        writeln!(text, "{change}")?;
    }
    let count = applied.changes.len();
    let what = if dry_run {
        "would be made; nothing was changed"
    } else {
        "made"
    };
    writeln!(text, "\n{count} changes {what}.")?;
    for (slug, secret) in &applied.secrets {
        let secret = secret.expose();
        writeln!(text, "Client secret of {slug}, shown this once: {secret}")?;
    }
    Ok(text)
}

fn value(applied: &Applied) -> Value {
    let changes = applied.changes.iter().map(|change| {
        json!({
            "kind": change.kind.as_str(),
            "what": change.what,
            "details": change.details,
        })
    });
    let secrets = applied.secrets.iter();
    let secrets =
        secrets.map(|(slug, secret)| json!({ "slug": slug, "client_secret": secret.expose() }));
    json!({
        "changes": changes.collect::<Vec<Value>>(),
        "secrets": secrets.collect::<Vec<Value>>(),
    })
}
