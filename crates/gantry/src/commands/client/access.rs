//! Who may enter an application, by flags and in print.

use gantry_accounts::Accounts;
use gantry_core::access::{Access, Binding, Condition, Mode};
use gantry_core::group::GroupId;
use gantry_core::user::UserId;

use crate::cli::client::policy::PolicyArgs;
use crate::commands::{group, user};

/// Binds and unbinds what was given; what is bound stays where it is.
///
/// # Errors
/// A group or a person that is not there, or a last binding that is not to be the end of all.
pub(super) async fn apply(
    args: &PolicyArgs,
    accounts: &Accounts,
    access: &mut Access,
) -> anyhow::Result<()> {
    let was_open = access.is_open() || args.open_to_everyone;
    if args.open_to_everyone {
        access.bindings.clear();
    }
    for name in &args.allow_groups {
        let group = group::find(accounts, name).await?;
        bind(access, Condition::Group(group.id));
    }
    for name in &args.allow_people {
        let person = user::find(accounts, name).await?;
        bind(access, Condition::Person(person.id));
    }
    for name in &args.unbind_groups {
        let group = group::find(accounts, name).await?;
        unbind(access, &Condition::Group(group.id));
    }
    for name in &args.unbind_people {
        let person = user::find(accounts, name).await?;
        unbind(access, &Condition::Person(person.id));
    }
    anyhow::ensure!(
        was_open || !access.is_open(),
        "without this rule everyone could enter; say --open-to-everyone if that is meant"
    );
    access.mode = args.entry.unwrap_or(access.mode);
    Ok(())
}

fn bind(access: &mut Access, condition: Condition) {
    if !access.bindings.iter().any(|it| it.condition == condition) {
        access.bindings.push(Binding::of(condition));
    }
}

fn unbind(access: &mut Access, condition: &Condition) {
    access.bindings.retain(|it| it.condition != *condition);
}

/// Who may enter, in words.
///
/// # Errors
/// A breakdown of the database.
pub(super) async fn words(accounts: &Accounts, access: &Access) -> anyhow::Result<String> {
    if access.is_open() {
        return Ok("everyone".to_owned());
    }
    let mut words = Vec::new();
    for binding in &access.bindings {
        let what = match &binding.condition {
            Condition::Group(id) => group_word(accounts, *id).await?,
            Condition::Person(id) => person_word(accounts, *id).await?,
            Condition::Network(networks) => {
                let networks: Vec<String> = networks.iter().map(ToString::to_string).collect();
                format!("from {}", networks.join(" or "))
            }
            Condition::Time(hours) => format!(
                "{} to {} minutes after midnight",
                hours.from(),
                hours.until()
            ),
            Condition::Factor(least) => format!("acr {}", least.acr()),
        };
        let not = if binding.negated { "not " } else { "" };
        let off = if binding.enabled { "" } else { " (off)" };
        words.push(format!("{not}{what}{off}"));
    }
    Ok(words.join(match access.mode {
        Mode::Any => ", or ",
        Mode::All => ", and ",
    }))
}

async fn group_word(accounts: &Accounts, id: GroupId) -> anyhow::Result<String> {
    let group = accounts.group(id).await?;
    Ok(group.map_or_else(|| id.to_string(), |group| group.name.to_string()))
}

async fn person_word(accounts: &Accounts, id: UserId) -> anyhow::Result<String> {
    let person = accounts.user(id).await?;
    Ok(person.map_or_else(|| id.to_string(), |person| person.username.to_string()))
}
