//! People.

mod factors;
mod profile;
mod table;

use anyhow::Context;
use gantry_accounts::Accounts;
use gantry_accounts::permissions::Administrator;
use gantry_accounts::users::{NewUser, UserChange};
use gantry_core::Secret;
use gantry_core::profile::Profile;
use gantry_core::role::Role;
use gantry_core::user::User;
use gantry_core::username::Username;
use serde_json::{Value, json};

use crate::cli::JsonArgs;
use crate::cli::user::{
    SetPasswordArgs, SetRoleArgs, UserAddArgs, UserArgs, UserCommand, UserShowArgs,
};
use crate::commands::group;
use crate::output;
use crate::secrets::new_password;

const PAGE: i64 = 200;
const OPERATOR: Administrator = Administrator::operator();

/// Does what was asked.
pub(crate) async fn run(accounts: &Accounts, command: UserCommand) -> anyhow::Result<()> {
    match command {
        UserCommand::Add(args) => add(accounts, args).await,
        UserCommand::List(output) => list(accounts, output).await,
        UserCommand::Show(args) => show(accounts, &args).await,
        UserCommand::SetPassword(args) => set_password(accounts, &args).await,
        UserCommand::Disable(args) => set_disabled(accounts, &args, true).await,
        UserCommand::Enable(args) => set_disabled(accounts, &args, false).await,
        UserCommand::Delete(args) => delete(accounts, &args).await,
        UserCommand::SetRole(args) => set_role(accounts, &args).await,
        UserCommand::ResetFactors(args) => factors::reset(accounts, &args).await,
        UserCommand::Unlock(args) => unlock(accounts, &args).await,
        UserCommand::Import(args) => table::import(accounts, &args).await,
        UserCommand::Export => table::export(accounts).await,
        UserCommand::Invite(_) => Ok(()),
    }
}

async fn add(accounts: &Accounts, args: UserAddArgs) -> anyhow::Result<()> {
    let new = new_password(args.password_stdin, accounts.env())?;
    let profile = match &args.profile {
        Some(path) => profile::read(path)?,
        None => Profile::default(),
    };
    let mut groups = Vec::new();
    for name in &args.groups {
        groups.push(group::find_or_add(accounts, name).await?.id);
    }
    let name = args
        .name
        .map_or_else(|| args.username.as_str().parse(), Ok)?;
    let user = accounts.add_user(
        &OPERATOR,
        NewUser {
            username: args.username,
            email_verified: args.email.is_some(),
            email: args.email,
            name,
            profile,
            password: Some(new.password),
            role: args.role.or(args.admin.then_some(Role::Administrator)),
            language: None,
            groups,
        },
    );
    let user = user.await?;
    if args.output.json {
        return output::json(&with_password(
            as_json(accounts, &user).await?,
            new.made_up.as_ref(),
        ));
    }
    output::line(format!("Added {}.", user.username))?;
    print_password(new.made_up.as_ref())
}

async fn list(accounts: &Accounts, args: JsonArgs) -> anyhow::Result<()> {
    let users = all(accounts).await?;
    if args.json {
        let mut values = Vec::new();
        for user in &users {
            values.push(as_json(accounts, user).await?);
        }
        return output::json(&values);
    }
    let rows: Vec<[String; 5]> = users.iter().map(row).collect();
    output::line(output::table(
        ["user name", "name", "e-mail", "role", "disabled"],
        &rows,
    ))?;
    Ok(())
}

fn row(user: &User) -> [String; 5] {
    [
        user.username.to_string(),
        user.name.to_string(),
        user.email
            .as_ref()
            .map(ToString::to_string)
            .unwrap_or_default(),
        user.role.map_or("", Role::as_str).to_owned(),
        output::yes(user.disabled),
    ]
}

/// Everybody, by user name.
pub(crate) async fn all(accounts: &Accounts) -> anyhow::Result<Vec<User>> {
    let mut users: Vec<User> = Vec::new();
    loop {
        let last = users.last().map(|user| user.username.clone());
        let page = accounts.list_users(last.as_ref(), PAGE).await?;
        if page.is_empty() {
            return Ok(users);
        }
        users.extend(page);
    }
}

async fn show(accounts: &Accounts, args: &UserShowArgs) -> anyhow::Result<()> {
    let user = find(accounts, &args.username).await?;
    let value = as_json(accounts, &user).await?;
    if args.output.json {
        return output::json(&value);
    }
    let groups = accounts.groups_of(user.id).await?;
    let groups: Vec<&str> = groups.iter().map(|group| group.name.as_str()).collect();
    let [username, name, email, role, disabled] = row(&user);
    let verified = if user.email_verified || email.is_empty() {
        ""
    } else {
        " (not verified)"
    };
    output::line(output::facts(&[
        ("user name", username),
        ("name", name),
        ("e-mail", format!("{email}{verified}")),
        ("groups", groups.join(", ")),
        ("role", role),
        ("disabled", disabled),
        ("subject", user.subject.as_str().to_owned()),
        ("added", output::time(user.created_at)),
    ]))?;
    Ok(())
}

async fn set_password(accounts: &Accounts, args: &SetPasswordArgs) -> anyhow::Result<()> {
    let user = find(accounts, &args.username).await?;
    let new = new_password(args.password_stdin, accounts.env())?;
    accounts
        .set_password(&OPERATOR, user.id, new.password)
        .await?;
    if args.output.json {
        let value = json!({ "username": user.username });
        return output::json(&with_password(value, new.made_up.as_ref()));
    }
    output::line(format!(
        "{} has a new password; every session was ended.",
        user.username
    ))?;
    print_password(new.made_up.as_ref())
}

async fn set_disabled(accounts: &Accounts, args: &UserArgs, disabled: bool) -> anyhow::Result<()> {
    let user = find(accounts, &args.username).await?;
    accounts.set_disabled(&OPERATOR, user.id, disabled).await?;
    let what = if disabled {
        "may no longer sign in"
    } else {
        "may sign in again"
    };
    output::line(format!("{} {what}.", user.username))?;
    Ok(())
}

async fn set_role(accounts: &Accounts, args: &SetRoleArgs) -> anyhow::Result<()> {
    let user = find(accounts, &args.username).await?;
    let change = UserChange {
        role: Some(args.role),
        ..UserChange::default()
    };
    let user = accounts.change_user(&OPERATOR, user.id, change).await?;
    let role = user.role.map_or("no role", Role::as_str);
    output::line(format!("{} has {role}.", user.username))?;
    Ok(())
}

async fn unlock(accounts: &Accounts, args: &UserArgs) -> anyhow::Result<()> {
    let user = find(accounts, &args.username).await?;
    accounts.unlock(&OPERATOR, user.id).await?;
    output::line(format!(
        "The attempts counted against {} are forgotten.",
        user.username
    ))?;
    Ok(())
}

async fn delete(accounts: &Accounts, args: &UserArgs) -> anyhow::Result<()> {
    let user = find(accounts, &args.username).await?;
    accounts.delete_user(&OPERATOR, user.id).await?;
    output::line(format!(
        "Deleted {}. The name stays reserved.",
        user.username
    ))?;
    Ok(())
}

/// The person of this name.
pub(crate) async fn find(accounts: &Accounts, name: &Username) -> anyhow::Result<User> {
    let found = accounts.user_by_login(name.as_str()).await?;
    found.with_context(|| format!("there is no user {name}"))
}

async fn as_json(accounts: &Accounts, user: &User) -> anyhow::Result<Value> {
    let groups = accounts.groups_of(user.id).await?;
    let groups: Vec<&str> = groups.iter().map(|group| group.name.as_str()).collect();
    Ok(json!({
        "username": user.username,
        "name": user.name,
        "email": user.email,
        "email_verified": user.email_verified,
        "groups": groups,
        "admin": user.is_administrator(),
        "role": user.role.map(Role::as_str),
        "disabled": user.disabled,
        "subject": user.subject.as_str(),
        "created_at": output::time(user.created_at),
    }))
}

fn with_password(mut value: Value, made_up: Option<&Secret>) -> Value {
    if let (Some(members), Some(password)) = (value.as_object_mut(), made_up) {
        members.insert("password".to_owned(), json!(password.expose()));
    }
    value
}

fn print_password(made_up: Option<&Secret>) -> anyhow::Result<()> {
    if let Some(password) = made_up {
        output::line(format!("Password, shown this once: {}", password.expose()))?;
    }
    Ok(())
}
