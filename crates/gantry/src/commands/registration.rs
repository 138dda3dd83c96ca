//! Tokens that let others register applications.

use gantry_accounts::Accounts;
use gantry_accounts::permissions::Administrator;
use gantry_core::registration::InitialAccessToken;
use gantry_core::{Seconds, Timestamp};
use serde_json::{Value, json};

use crate::cli::JsonArgs;
use crate::cli::registration::{RegistrationCommand, TokenAddArgs, TokenArgs, TokenCommand};
use crate::output;

const PAGE: i64 = 200;
const OPERATOR: Administrator = Administrator::operator();

/// Does what was asked.
pub(crate) async fn run(accounts: &Accounts, command: RegistrationCommand) -> anyhow::Result<()> {
    let RegistrationCommand::Token(command) = command;
    match command {
        TokenCommand::Add(args) => add(accounts, &args).await,
        TokenCommand::List(args) => list(accounts, args).await,
        TokenCommand::Remove(args) => remove(accounts, &args).await,
    }
}

async fn add(accounts: &Accounts, args: &TokenAddArgs) -> anyhow::Result<()> {
    let lifetime = Seconds::new(args.days.saturating_mul(Seconds::days(1).as_i64()));
    let (token, text) = accounts
        .add_initial_access_token(&OPERATOR, &args.name, args.uses, lifetime)
        .await?;
    if args.output.json {
        let mut value = value(&token, accounts.env().now());
        if let Some(members) = value.as_object_mut() {
            let text = json!(text.expose());
            members.insert("initial_access_token".to_owned(), text);
        }
        return output::json(&value);
    }
    output::line(format!(
        "Initial access token, shown this once: {}\nGood for {} registrations until {}.",
        text.expose(),
        token.uses_left,
        output::time(token.expires_at)
    ))?;
    Ok(())
}

async fn list(accounts: &Accounts, args: JsonArgs) -> anyhow::Result<()> {
    let now = accounts.env().now();
    let tokens = all(accounts).await?;
    if args.json {
        let values: Vec<Value> = tokens.iter().map(|token| value(token, now)).collect();
        return output::json(&values);
    }
    let rows: Vec<[String; 5]> = tokens.iter().map(|token| row(token, now)).collect();
    output::line(output::table(
        ["id", "name", "uses left", "runs out", "good"],
        &rows,
    ))?;
    Ok(())
}

async fn remove(accounts: &Accounts, args: &TokenArgs) -> anyhow::Result<()> {
    accounts
        .remove_initial_access_token(&OPERATOR, args.id)
        .await?;
    output::line("Removed.")?;
    Ok(())
}

async fn all(accounts: &Accounts) -> anyhow::Result<Vec<InitialAccessToken>> {
    let mut tokens: Vec<InitialAccessToken> = Vec::new();
    loop {
        let last = tokens.last().map(|token| token.id);
        let page = accounts.list_initial_access_tokens(last, PAGE).await?;
        if page.is_empty() {
            return Ok(tokens);
        }
        tokens.extend(page);
    }
}

fn is_good(token: &InitialAccessToken, now: Timestamp) -> bool {
    token.uses_left > 0 && token.expires_at > now
}

fn row(token: &InitialAccessToken, now: Timestamp) -> [String; 5] {
    [
        token.id.to_string(),
        token.name.clone(),
        token.uses_left.to_string(),
        output::time(token.expires_at),
        output::yes(is_good(token, now)),
    ]
}

fn value(token: &InitialAccessToken, now: Timestamp) -> Value {
    json!({
        "id": token.id.to_string(),
        "name": token.name,
        "uses_left": token.uses_left,
        "good": is_good(token, now),
        "created_at": output::time(token.created_at),
        "expires_at": output::time(token.expires_at),
    })
}
