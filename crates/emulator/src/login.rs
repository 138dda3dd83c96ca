//! The end of every login: an identity becomes a chat user with a session, and the outcome is written down.

use crate::legacy::Fetched;
use crate::matching::{Arrival, sign_in};
use crate::workspace::{Engine, Workspace, lock};

/// A session of the chat.
#[derive(Clone, Debug)]
pub(crate) struct SignedIn {
    pub(crate) user_id: String,
    pub(crate) token: String,
}

/// Matches the identity against the chat's users and signs the result in.
///
/// # Errors
/// The text that Rocket.Chat shows to the person.
pub(crate) fn finish(
    workspace: &Workspace,
    engine: Engine,
    fetched: &Fetched,
) -> Result<SignedIn, String> {
    let result = find_user(workspace, engine, fetched);
    match &result {
        Ok((_, username)) => workspace.record_success(engine, &fetched.service, username),
        Err(error) => workspace.record_failure(engine, &fetched.service, error),
    }
    let (user_id, _) = result?;
    let token = workspace.start_session(&user_id);
    Ok(SignedIn { user_id, token })
}

fn find_user(
    workspace: &Workspace,
    engine: Engine,
    fetched: &Fetched,
) -> Result<(String, String), String> {
    let settings = &workspace.settings;
    let Some(custom) = settings
        .service(&fetched.service)
        .filter(crate::CustomOAuth::enabled)
    else {
        return Err(format!("Unexpected OAuth service {}", fetched.service));
    };
    let arrival = Arrival {
        settings,
        custom: &custom,
        identity: &fetched.identity,
        service_data: &fetched.service_data,
        marked: engine == Engine::Legacy,
    };
    let mut accounts = lock(&workspace.accounts);
    let user_id = sign_in(&mut accounts, &arrival)?;
    let username = accounts
        .by_id(&user_id)
        .map(|user| user.username.clone())
        .unwrap_or_default();
    Ok((user_id, username))
}
