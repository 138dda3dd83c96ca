//! What one redemption of a code writes.

use gantry_core::authorization::{AccessToken, Code};
use gantry_core::refresh_family::{RefreshFamily, RefreshToken};
use gantry_core::token::Token;
use gantry_core::workspace::ChatSession;
use gantry_core::{Digest, Seconds, Timestamp};
use gantry_store::access_tokens::{self, Origin};
use gantry_store::{StoreError, Tx, chat_sessions, chat_tasks, codes, refresh_tokens, sessions};

use crate::token::authorization_code::REFRESH_LIFETIME;

/// How long a workspace may take to make an account of what it is told.
const SETTLING: Seconds = Seconds::new(3);

/// The code, and everything that is issued for it.
pub(crate) struct Issue {
    pub(crate) code: Code,
    pub(crate) token: AccessToken,
    pub(crate) digest: Digest,
    pub(crate) family: Option<(RefreshFamily, Token<RefreshToken>)>,
    /// The workspace that the session enters, if it is one.
    pub(crate) entry: Option<ChatSession>,
    pub(crate) now: Timestamp,
}

/// Redeems the code; `false` if it was redeemed before.
pub(crate) async fn write(tx: &mut Tx, issue: &Issue) -> Result<bool, StoreError> {
    let family_id = issue.family.as_ref().map(|(family, _)| family.id);
    let (code, token) = (&issue.code, &issue.token);
    if !codes::redeem(tx, code.id, token.id, family_id, issue.now).await? {
        return Ok(false);
    }
    let origin = Origin {
        session_id: Some(code.session_id),
        authorization: code.id.as_uuid(),
    };
    access_tokens::insert(tx, token, issue.digest, origin).await?;
    if let Some((family, token)) = &issue.family {
        let expires_at = issue.now.plus(REFRESH_LIFETIME);
        refresh_tokens::insert_family(tx, family, expires_at).await?;
        refresh_tokens::insert(tx, token.id(), token.digest(), family.id, expires_at).await?;
    }
    if let Some(entry) = &issue.entry
        && sessions::hold(tx, entry.session_id).await?
    {
        chat_sessions::enter(tx, entry).await?;
        let due_at = issue.now.plus(SETTLING);
        chat_tasks::ask_to_learn(tx, entry.client_id, entry.user_id, due_at).await?;
    }
    Ok(true)
}
