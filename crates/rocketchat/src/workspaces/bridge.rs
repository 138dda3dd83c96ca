//! The bridge on another site than its chat. Browsers keep the session's cookie out of frames of
//! other sites, so a sign-in in a window of its own is carried into the frame by a code, and the
//! frame gets a cookie of its own that can do nothing but obtain login tokens of one workspace.

use gantry_accounts::Error;
use gantry_core::client::ClientRowId;
use gantry_core::session::SessionId;
use gantry_core::token::Token;
use gantry_core::workspace::{BridgeSession, HandOff};
use gantry_core::{Digest, Seconds, Secret, Timestamp};
use gantry_store::bridge::{self, FoundHandOff};
use gantry_store::sessions::LiveSession;

use crate::workspaces::Workspaces;

/// How long a code may be on its way.
const HAND_OFF: Seconds = Seconds::minutes(1);

/// A code about to be stored.
struct Issue {
    code: Token<HandOff>,
    hand_off: FoundHandOff,
    expires_at: Timestamp,
}

/// A code about to be used.
struct Redemption {
    code: Token<HandOff>,
    cookie: Token<BridgeSession>,
    client: ClientRowId,
    session: SessionId,
    now: Timestamp,
}

impl Workspaces {
    /// A code that carries a session into the frame of one workspace: once, within a minute, and
    /// only into the browser that shows what `browser` is the digest of.
    ///
    /// # Errors
    /// A breakdown of the database.
    pub async fn hand_off(
        &self,
        live: &LiveSession,
        client: ClientRowId,
        browser: Digest,
    ) -> Result<Secret, Error> {
        let code = Token::<HandOff>::generate(self.accounts.env());
        let text = code.encode();
        let issue = Issue {
            hand_off: FoundHandOff {
                digest: code.digest(),
                client_id: client,
                session_id: live.session.id,
                browser,
            },
            code,
            expires_at: self.accounts.env().now().plus(HAND_OFF),
        };
        let stored = self.accounts.store().write_one(issue, |tx, issue| {
            Box::pin(bridge::insert_hand_off(
                tx,
                &issue.code,
                &issue.hand_off,
                issue.expires_at,
            ))
        });
        stored.await?;
        Ok(text)
    }

    /// The cookie for a frame that brings a code; `None` if the code is used, over, another
    /// workspace's or another browser's.
    ///
    /// # Errors
    /// A breakdown of the database.
    pub async fn redeem_hand_off(
        &self,
        client: ClientRowId,
        code: &str,
        browser: &str,
    ) -> Result<Option<Secret>, Error> {
        let Some(code) = Token::<HandOff>::parse(code) else {
            return Ok(None);
        };
        let now = self.accounts.env().now();
        let mut conn = self.accounts.store().read().await?;
        let found = bridge::open_hand_off(&mut conn, code.id(), now).await?;
        drop(conn);
        let Some(found) = found.filter(|found| {
            found.client_id == client
                && found.digest.matches(&code.digest())
                && found.browser.matches(&Digest::of(browser.as_bytes()))
        }) else {
            return Ok(None);
        };
        let cookie = Token::<BridgeSession>::generate(self.accounts.env());
        let text = cookie.encode();
        let redemption = Redemption {
            code,
            cookie,
            client,
            session: found.session_id,
            now,
        };
        let redeemed = self.accounts.store().write(redemption, |tx, it| {
            Box::pin(async move {
                if !bridge::use_hand_off(tx, it.code.id(), it.now).await? {
                    return Ok(false);
                }
                bridge::insert_session(tx, &it.cookie, it.client, it.session, it.now).await?;
                Ok(true)
            })
        });
        Ok(redeemed.await?.then_some(text))
    }

    /// The session behind the bridge's own cookie, for one workspace, if it still holds.
    ///
    /// # Errors
    /// A breakdown of the database.
    pub async fn bridge_session(
        &self,
        cookie: &str,
        client: ClientRowId,
    ) -> Result<Option<LiveSession>, Error> {
        let Some(token) = Token::<BridgeSession>::parse(cookie) else {
            return Ok(None);
        };
        let mut conn = self.accounts.store().read().await?;
        let found = bridge::session(&mut conn, token.id(), client).await?;
        drop(conn);
        let Some((digest, session)) = found else {
            return Ok(None);
        };
        if !digest.matches(&token.digest()) {
            return Ok(None);
        }
        match self.accounts.live_session(session).await? {
            Some(live) => self.accounts.used(live).await.map(Some),
            None => Ok(None),
        }
    }
}
