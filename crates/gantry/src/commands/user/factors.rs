//! Second factors that somebody lost.

use gantry_accounts::Accounts;
use gantry_accounts::permissions::Administrator;

use crate::cli::user::UserArgs;
use crate::commands::user::find;
use crate::output;

/// Removes all of a person's factors, and ends everything that was issued.
pub(super) async fn reset(accounts: &Accounts, args: &UserArgs) -> anyhow::Result<()> {
    let user = find(accounts, &args.username).await?;
    let operator = Administrator::operator().into();
    accounts.reset_factors(&operator, user.id).await?;
    output::line(format!(
        "{} has no second factor any more, and is signed out everywhere.",
        user.username
    ))?;
    Ok(())
}
