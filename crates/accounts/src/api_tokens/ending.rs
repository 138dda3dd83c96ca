//! Ending tokens one by one; what a token made ends with it.

use gantry_core::api_token::{ApiScope, ApiToken, ApiTokenId};
use gantry_core::audit::{AuditEntry, Event};
use gantry_core::user::UserId;
use gantry_store::sessions::LiveSession;
use gantry_store::{Tx, api_tokens, audit, users};

use crate::accounts::Accounts;
use crate::api_tokens::ApiCaller;
use crate::error::{Error, Refusal};
use crate::permissions::Administrator;
use crate::trail::Line;
use crate::users::act::{Undo, unknown};

/// Which tokens somebody may end.
#[derive(Debug, Clone, Copy)]
enum Reach {
    /// Everybody's.
    All,
    /// A person's own.
    Own(UserId),
    /// A person's own that may do no more than this.
    OwnUpTo(UserId, ApiScope),
}

/// A token on its way out.
struct Ending {
    id: ApiTokenId,
    reach: Reach,
    entry: AuditEntry,
}

impl Accounts {
    /// Ends one's own token at once.
    ///
    /// # Errors
    /// A proof that is too old; a token that is gone, has ended, or is somebody else's.
    pub async fn revoke_own_api_token(
        &self,
        live: &LiveSession,
        id: ApiTokenId,
    ) -> Result<(), Error> {
        self.prove_lately(live).await?;
        let owner = live.user.id;
        self.end_token(id, Reach::Own(owner), own_line(owner)).await
    }

    /// Ends anybody's token at once.
    ///
    /// # Errors
    /// A token that is gone or has ended.
    pub async fn revoke_api_token(&self, by: &Administrator, id: ApiTokenId) -> Result<(), Error> {
        let line = Line::by(by, Event::ApiTokenChanged);
        self.end_token(id, Reach::All, line).await
    }

    /// Ends a token with a token: one that may do everything ends any, one for helping people its
    /// person's that may do no more, one for reading none.
    ///
    /// # Errors
    /// A token that may do too little; one that is gone, has ended, or is somebody else's.
    pub async fn revoke_api_token_with(
        &self,
        caller: &ApiCaller,
        id: ApiTokenId,
    ) -> Result<(), Error> {
        if let Some(administrator) = caller.administrator() {
            return self.revoke_api_token(&administrator, id).await;
        }
        if caller.helpdesk().is_none() {
            return Err(Refusal::BeyondRole.into());
        }
        let owner = caller.user.id;
        let reach = Reach::OwnUpTo(owner, caller.token.scopes.strongest());
        self.end_token(id, reach, own_line(owner)).await
    }

    async fn end_token(&self, id: ApiTokenId, reach: Reach, line: Line) -> Result<(), Error> {
        let ending = Ending {
            id,
            reach,
            entry: line.entry(&self.env),
        };
        self.act(ending, |tx, ending| Box::pin(end(tx, ending)))
            .await
    }
}

fn own_line(owner: UserId) -> Line {
    Line {
        actor_id: Some(owner),
        ..Line::new(Event::ApiTokenChanged)
    }
}

async fn end(tx: &mut Tx, ending: &Ending) -> Result<(), Undo> {
    let (id, now) = (ending.id, ending.entry.at);
    let found = api_tokens::find(tx, id).await?;
    let token = found.filter(|token| within(ending.reach, token));
    let token = token.ok_or_else(|| unknown("api token", &id))?;
    if let Reach::OwnUpTo(_, most) = ending.reach
        && token.scopes.strongest() > most
    {
        return Err(Refusal::BeyondRole.into());
    }
    // The owner's row first: whatever is made with the token at the same moment is made before.
    users::hold(tx, token.user_id).await?;
    if !api_tokens::revoke(tx, id, now).await? {
        return Err(unknown("api token", &id).into());
    }
    let children = api_tokens::revoke_made_with(tx, id, now).await?;
    let along = match children {
        0 => String::new(),
        some => format!(", and {some} made with it"),
    };
    let entry = AuditEntry {
        user_id: Some(token.user_id),
        detail: format!("ended: {}{along}", token.name),
        ..ending.entry.clone()
    };
    Ok(audit::insert(tx, &entry).await?)
}

fn within(reach: Reach, token: &ApiToken) -> bool {
    match reach {
        Reach::All => true,
        Reach::Own(owner) | Reach::OwnUpTo(owner, _) => token.user_id == owner,
    }
}
