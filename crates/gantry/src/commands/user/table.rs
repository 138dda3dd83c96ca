//! `gantry user import` and `gantry user export`: many people at once, as CSV.

use anyhow::{Context, bail};
use gantry_accounts::Accounts;
use gantry_accounts::permissions::Administrator;
use gantry_accounts::users::{Import, ImportStep, Step};
use serde_json::{Value, json};

use crate::cli::user::UserImportArgs;
use crate::output;

const OPERATOR: Administrator = Administrator::operator();

/// Reads a file and does, or only says, what stands in it.
pub(super) async fn import(accounts: &Accounts, args: &UserImportArgs) -> anyhow::Result<()> {
    let shown = args.file.display().to_string();
    let text = std::fs::read_to_string(&args.file).with_context(|| shown.clone())?;
    let import = if args.dry_run {
        accounts.plan_import(&OPERATOR, &text).await?
    } else {
        accounts.import_people(&OPERATOR, &text).await?
    };
    if args.output.json {
        return output::json(&import.steps.iter().map(as_json).collect::<Vec<_>>());
    }
    for step in &import.steps {
        if let Some(words) = words(&step.step) {
            output::line(format!("line {}: {} {words}", step.line, step.username))?;
        }
    }
    print_sums(&import, args.dry_run)
}

fn print_sums(import: &Import, dry_run: bool) -> anyhow::Result<()> {
    let refused = import.count(|step| matches!(step, Step::Refused(_)));
    output::line(format!(
        "{}{} added, {} changed, {} unchanged, {refused} refused.",
        if dry_run { "Would be: " } else { "" },
        import.count(|step| *step == Step::Add),
        import.count(|step| matches!(step, Step::Change(_))),
        import.count(|step| *step == Step::Unchanged),
    ))?;
    if refused > 0 {
        bail!("{refused} lines were refused");
    }
    Ok(())
}

fn words(step: &Step) -> Option<String> {
    match step {
        Step::Add => Some("added".to_owned()),
        Step::Change(columns) => Some(format!("changed: {}", columns.join(", "))),
        Step::Unchanged => None,
        Step::Refused(refusal) => Some(format!("refused: {refusal}")),
    }
}

fn as_json(step: &ImportStep) -> Value {
    let (outcome, detail) = match &step.step {
        Step::Add => ("added", Value::Null),
        Step::Change(columns) => ("changed", json!(columns)),
        Step::Unchanged => ("unchanged", Value::Null),
        Step::Refused(refusal) => ("refused", json!(refusal.to_string())),
    };
    json!({
        "line": step.line,
        "username": step.username,
        "outcome": outcome,
        "detail": detail,
    })
}

/// Prints everybody.
pub(super) async fn export(accounts: &Accounts) -> anyhow::Result<()> {
    let table = accounts.export_people(&OPERATOR).await?;
    output::line(table.trim_end())?;
    Ok(())
}
