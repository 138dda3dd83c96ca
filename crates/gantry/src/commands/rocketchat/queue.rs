//! What waits to be told to a workspace.

use anyhow::Context;
use gantry_core::workspace::ChatTask;
use gantry_rocketchat::workspaces::Workspaces;
use serde_json::{Value, json};

use crate::cli::rocketchat::workspace::QueueArgs;
use crate::commands::rocketchat::{self, words};
use crate::output;

/// Rows that are shown.
const MOST: usize = 500;

/// Lists it, and has it tried again if that was asked for.
pub(super) async fn run(workspaces: &Workspaces, args: &QueueArgs) -> anyhow::Result<()> {
    let slug = &args.workspace.slug;
    let client = rocketchat::find(workspaces, slug).await?.client.id;
    if args.try_again {
        let resumed = workspaces.try_again(client).await?;
        if !args.output.json {
            output::line(format!(
                "{resumed} of them are tried again at once by the running server."
            ))?;
        }
    }
    let tasks = workspaces.waiting(client, i64::try_from(MOST)?).await?;
    let mut waiting = Vec::new();
    for task in &tasks {
        let user = workspaces.accounts().user(task.user_id).await?;
        let name = user.map_or_else(|| "-".to_owned(), |user| user.username.to_string());
        waiting.push((task, name));
    }
    if args.output.json {
        let values = waiting.iter().map(|(task, name)| as_json(task, name));
        return output::json(&values.collect::<Vec<_>>());
    }
    if waiting.is_empty() {
        return output::line(format!("Nothing waits to be told to {slug}.")).context("output");
    }
    let rows: Vec<[String; 5]> = waiting.iter().map(|(task, name)| row(task, name)).collect();
    let header = ["since", "user name", "to do", "attempts", "next"];
    output::line(output::table(header, &rows))?;
    if waiting.len() == MOST {
        output::line("These are the first ones; more may wait.")?;
    }
    Ok(())
}

fn row(task: &ChatTask, name: &str) -> [String; 5] {
    let stopped = task.stopped.as_deref();
    [
        output::time(task.created_at),
        name.to_owned(),
        words::task(task.kind).to_owned(),
        task.attempts.to_string(),
        stopped.map_or_else(|| output::time(task.due_at), said),
    ]
}

fn said(stopped: &str) -> String {
    format!("stopped: {}", words::reason(stopped))
}

fn as_json(task: &ChatTask, name: &str) -> Value {
    let stopped = task.stopped.as_deref();
    json!({
        "kind": task.kind.as_str(),
        "username": name,
        "since": output::time(task.created_at),
        "attempts": task.attempts,
        "next_at": stopped.is_none().then(|| output::time(task.due_at)),
        "stopped": stopped,
        "why": stopped.map(words::reason),
    })
}
