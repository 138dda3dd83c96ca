//! What one answer writes: all of it at once, and each request is answered once.

use gantry_accounts::Error;
use gantry_core::authorization::{AccessToken, AuthorizationRequestId, Code, PushedRequest};
use gantry_core::{Digest, Id, Timestamp};
use gantry_store::access_tokens::{self, Origin};
use gantry_store::session_clients::SessionClient;
use gantry_store::{StoreError, Tx, authorization_requests, codes, pushed_requests};

use crate::authorize::waiting::Waiting;
use crate::hearing;
use crate::provider::Provider;

/// What is written with an answer.
pub(super) struct Rows {
    /// The stored request that is answered.
    pub(super) request: Option<AuthorizationRequestId>,
    /// The pushed request that is answered.
    pub(super) pushed: Option<Id<PushedRequest>>,
    pub(super) code: Option<(Code, Digest)>,
    pub(super) token: Option<(AccessToken, Digest, Origin)>,
    /// That the client hears of the session's end, if it wants to.
    pub(super) hearing: Option<SessionClient>,
    pub(super) now: Timestamp,
}

impl Rows {
    /// An error issues nothing.
    pub(super) const fn of_refusal(waiting: &Waiting, now: Timestamp) -> Self {
        Self {
            request: Some(waiting.request.id),
            pushed: waiting.request.asked.pushed,
            code: None,
            token: None,
            hearing: None,
            now,
        }
    }

    fn statements(&self) -> usize {
        usize::from(self.request.is_some())
            + usize::from(self.pushed.is_some())
            + usize::from(self.code.is_some())
            + usize::from(self.token.is_some())
            // To hold the session, and to enter it.
            + 2 * usize::from(self.hearing.is_some())
    }
}

impl Provider {
    /// Writes an answer; `false` if the request was answered before.
    pub(super) async fn write_answer(&self, rows: Rows) -> Result<bool, Error> {
        let store = self.accounts.store();
        let written = match rows.statements() {
            0 => return Ok(true),
            1 => {
                let written = store.write_one(rows, |tx, rows| Box::pin(write(tx, rows)));
                written.await
            }
            _ => {
                store
                    .write(rows, |tx, rows| Box::pin(write(tx, rows)))
                    .await
            }
        };
        Ok(written?)
    }
}

async fn write(tx: &mut Tx, rows: &Rows) -> Result<bool, StoreError> {
    if let Some(request) = rows.request
        && !authorization_requests::finish(tx, request, rows.now).await?
    {
        return Ok(false);
    }
    // RFC 9126 §4: a pushed request is answered once.
    // <https://www.rfc-editor.org/rfc/rfc9126#section-4>
    if let Some(pushed) = rows.pushed
        && !pushed_requests::answer(tx, pushed).await?
    {
        return Ok(false);
    }
    if let Some((code, digest)) = &rows.code {
        codes::insert(tx, code, *digest).await?;
    }
    if let Some((token, digest, origin)) = &rows.token {
        access_tokens::insert(tx, token, *digest, *origin).await?;
    }
    if let Some(hearing) = &rows.hearing {
        hearing::note(tx, hearing).await?;
    }
    Ok(true)
}
