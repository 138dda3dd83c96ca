//! Sign-outs that an application was not told of yet.

use gantry_core::user::User;
use gantry_oidc::Provider;
use gantry_store::logout_tasks::LogoutTask;
use serde_json::{Value, json};

use super::find;
use crate::cli::client::LogoutQueueArgs;
use crate::output;

/// Sign-outs printed at most.
const MOST: i64 = 500;

/// Prints them, or has everything tried again.
pub(super) async fn run(provider: &Provider, args: &LogoutQueueArgs) -> anyhow::Result<()> {
    let client = find(provider, &args.slug).await?;
    if args.again {
        let resumed = provider.resume_logouts(client.id).await?;
        if args.output.json {
            return output::json(&json!({ "resumed": resumed }));
        }
        return Ok(output::line(format!(
            "Tries {resumed} sign-outs again as soon as the server runs.\n"
        ))?);
    }
    let mut waiting = Vec::new();
    for task in provider.logouts_waiting(client.id, MOST).await? {
        let user = provider.accounts().user(task.user_id).await?;
        waiting.push((task, name(user)));
    }
    if args.output.json {
        let values: Vec<Value> = waiting
            .iter()
            .map(|(task, name)| as_json(task, name))
            .collect();
        return output::json(&values);
    }
    if waiting.is_empty() {
        return Ok(output::line("Nothing waits.\n")?);
    }
    let rows: Vec<[String; 5]> = waiting.iter().map(|(task, name)| row(task, name)).collect();
    let header = [
        "person",
        "signed out",
        "attempts",
        "next attempt",
        "stopped",
    ];
    Ok(output::line(output::table(header, &rows))?)
}

fn name(user: Option<User>) -> String {
    user.map_or_else(|| "-".to_owned(), |user| user.username.to_string())
}

fn row(task: &LogoutTask, name: &str) -> [String; 5] {
    let next = match task.stopped {
        Some(_) => "-".to_owned(),
        None => output::time(task.due_at),
    };
    [
        name.to_owned(),
        output::time(task.created_at),
        task.attempts.to_string(),
        next,
        task.stopped.clone().unwrap_or_else(|| "-".to_owned()),
    ]
}

fn as_json(task: &LogoutTask, name: &str) -> Value {
    json!({
        "username": name,
        "sid": task.session_id.to_string(),
        "signed_out_at": task.created_at.as_i64(),
        "attempts": task.attempts,
        "next_attempt_at": task.stopped.is_none().then(|| task.due_at.as_i64()),
        "stopped": task.stopped,
    })
}
