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

/// Lists them, and has them tried again if that was asked for.
pub(super) async fn run(provider: &Provider, args: &LogoutQueueArgs) -> anyhow::Result<()> {
    let client = find(provider, &args.slug).await?;
    if args.try_again {
        let resumed = provider.resume_logouts(client.id).await?;
        if !args.output.json {
            output::line(format!(
                "{resumed} of them are tried again at once by the running server."
            ))?;
        }
    }
    let mut waiting = Vec::new();
    for task in provider.logouts_waiting(client.id, MOST).await? {
        let user = provider.accounts().user(task.user_id).await?;
        waiting.push((task, name(user)));
    }
    if args.output.json {
        let mut values = Vec::new();
        for (task, name) in &waiting {
            let sid = provider.sid(&client, task.session_id)?;
            values.push(as_json(task, name, &sid));
        }
        return output::json(&values);
    }
    if waiting.is_empty() {
        output::line(format!("{} was told of every sign-out.", client.slug))?;
        return Ok(());
    }
    let rows: Vec<[String; 4]> = waiting.iter().map(|(task, name)| row(task, name)).collect();
    let header = ["signed out", "user name", "attempts", "next"];
    output::line(output::table(header, &rows))?;
    Ok(())
}

fn name(user: Option<User>) -> String {
    user.map_or_else(|| "-".to_owned(), |user| user.username.to_string())
}

fn row(task: &LogoutTask, name: &str) -> [String; 4] {
    let stopped = task.stopped.as_deref();
    [
        output::time(task.created_at),
        name.to_owned(),
        task.attempts.to_string(),
        stopped.map_or_else(|| output::time(task.due_at), said),
    ]
}

fn said(stopped: &str) -> String {
    format!("stopped: {}", why(stopped))
}

/// A stable reason in words.
fn why(reason: &str) -> &str {
    match reason {
        "logout_refused" => "the application refused the logout token; its log says why",
        "logout_undelivered" => "the application did not take it for a day",
        "logout_address_refused" => "its back-channel address may not be asked",
        other => other,
    }
}

fn as_json(task: &LogoutTask, name: &str, sid: &str) -> Value {
    let stopped = task.stopped.as_deref();
    json!({
        "username": name,
        "sid": sid,
        "since": output::time(task.created_at),
        "attempts": task.attempts,
        "next_at": stopped.is_none().then(|| output::time(task.due_at)),
        "stopped": stopped,
        "why": stopped.map(why),
    })
}
