//! Tokens of the API.

use gantry_accounts::Accounts;
use gantry_accounts::api_tokens::NewApiToken;
use gantry_accounts::permissions::{Administrator, Reader};
use gantry_core::api_token::{ApiScopes, ApiToken};
use gantry_core::{Seconds, Timestamp};
use serde_json::{Value, json};

use crate::cli::JsonArgs;
use crate::cli::api_token::{ApiTokenAddArgs, ApiTokenArgs, ApiTokenCommand};
use crate::commands::user;
use crate::output;

const PAGE: i64 = 200;
const OPERATOR: Administrator = Administrator::operator();

/// Does what was asked.
pub(crate) async fn run(accounts: &Accounts, command: ApiTokenCommand) -> anyhow::Result<()> {
    match command {
        ApiTokenCommand::Add(args) => add(accounts, args).await,
        ApiTokenCommand::List(args) => list(accounts, args).await,
        ApiTokenCommand::Revoke(args) => revoke(accounts, &args).await,
    }
}

async fn add(accounts: &Accounts, args: ApiTokenAddArgs) -> anyhow::Result<()> {
    let owner = user::find(accounts, &args.username).await?;
    let new = NewApiToken {
        name: args.name,
        scopes: ApiScopes::of(args.scopes)?,
        lifetime: Seconds::new(args.days.saturating_mul(Seconds::days(1).as_i64())),
    };
    let (token, text) = accounts.make_api_token(&OPERATOR, owner.id, new).await?;
    if args.output.json {
        let mut value = value(&token, owner.username.as_str());
        if let Some(members) = value.as_object_mut() {
            members.insert("api_token".to_owned(), json!(text.expose()));
        }
        return output::json(&value);
    }
    output::line(format!(
        "Token of {}, shown this once: {}\nGood for {} until {}.",
        owner.username,
        text.expose(),
        token.scopes,
        output::time(token.expires_at)
    ))?;
    Ok(())
}

async fn list(accounts: &Accounts, args: JsonArgs) -> anyhow::Result<()> {
    let now = accounts.env().now();
    let mut tokens = Vec::new();
    for token in all(accounts).await? {
        let owner = accounts.user(token.user_id).await?;
        let owner = owner.map_or_else(String::new, |user| user.username.to_string());
        tokens.push((token, owner));
    }
    if args.json {
        let values: Vec<Value> = tokens
            .iter()
            .map(|(token, owner)| value(token, owner))
            .collect();
        return output::json(&values);
    }
    let rows: Vec<[String; 7]> = tokens
        .iter()
        .map(|(token, owner)| row(token, owner, now))
        .collect();
    let header = [
        "id",
        "owner",
        "name",
        "scopes",
        "last used",
        "runs out",
        "good",
    ];
    output::line(output::table(header, &rows))?;
    Ok(())
}

async fn revoke(accounts: &Accounts, args: &ApiTokenArgs) -> anyhow::Result<()> {
    accounts.revoke_api_token(&OPERATOR, args.id).await?;
    output::line("Ended.")?;
    Ok(())
}

async fn all(accounts: &Accounts) -> anyhow::Result<Vec<ApiToken>> {
    let by = Reader::from(OPERATOR);
    let mut tokens: Vec<ApiToken> = Vec::new();
    loop {
        let last = tokens.last().map(|token| token.id);
        let page = accounts.list_api_tokens(&by, last, PAGE).await?;
        if page.is_empty() {
            return Ok(tokens);
        }
        tokens.extend(page);
    }
}

fn row(token: &ApiToken, owner: &str, now: Timestamp) -> [String; 7] {
    [
        token.id.to_string(),
        owner.to_owned(),
        token.name.clone(),
        token.scopes.to_string(),
        token.last_used_at.map(output::time).unwrap_or_default(),
        output::time(token.expires_at),
        output::yes(token.is_live(now)),
    ]
}

fn value(token: &ApiToken, owner: &str) -> Value {
    json!({
        "id": token.id.to_string(),
        "owner": owner,
        "name": token.name,
        "scopes": token.scopes.iter().collect::<Vec<_>>(),
        "created_at": output::time(token.created_at),
        "expires_at": output::time(token.expires_at),
        "last_used_at": token.last_used_at.map(output::time),
        "ended_at": token.revoked_at.map(output::time),
    })
}
