//! What a redeemed code or device code is worth, and what issuing it writes.

use std::collections::BTreeSet;

use gantry_accounts::Error;
use gantry_accounts::client_cache::CachedClient;
use gantry_accounts::trail::Line;
use gantry_core::audit::Event;
use gantry_core::authorization::{AccessToken, Requested};
use gantry_core::client::TokenSettings;
use gantry_core::refresh_family::{RefreshFamily, RefreshToken};
use gantry_core::scope::Scope;
use gantry_core::token::Token;
use gantry_core::user::User;
use gantry_core::workspace::ChatSession;
use gantry_core::{Digest, Seconds, Timestamp};
use gantry_store::access_tokens::{self, Origin};
use gantry_store::session_clients::SessionClient;
use gantry_store::{
    StoreError, Tx, chat_sessions, chat_tasks, codes, device_codes, refresh_tokens, sessions,
};

use crate::access_token::Granted;
use crate::hearing;
use crate::id_token::Authentication;
use crate::provider::Provider;
use crate::token::TokenResponse;
use crate::token::authorization::{Authorization, Redeemed};
use crate::token::response::Disclosed;

/// How long after a device code was redeemed a second request may be the device's own, sent beside
/// the first. Shorter than any pause between two polls, so that a code in two hands is noticed.
const SAME_INSTANT: Seconds = Seconds::new(2);

/// How long a workspace may take to make an account of what it is told.
const SETTLING: Seconds = Seconds::new(3);

/// The authorization, and everything that is issued for it.
pub(crate) struct Issue {
    pub(crate) authorization: Authorization,
    pub(crate) token: AccessToken,
    pub(crate) digest: Digest,
    pub(crate) family: Option<(RefreshFamily, Token<RefreshToken>)>,
    /// The workspace that the session enters, if it is one.
    pub(crate) entry: Option<ChatSession>,
    /// That the client hears of the session's end, if it wants to.
    pub(crate) hearing: Option<SessionClient>,
    pub(crate) now: Timestamp,
    /// When the refresh token runs out, if nobody uses it.
    pub(crate) refresh_until: Timestamp,
}

impl Provider {
    /// Redeems an authorization for tokens, the access token for these resources only; `None` if
    /// somebody was faster.
    pub(crate) async fn issue(
        &self,
        client: &CachedClient,
        user: &User,
        authorization: &Authorization,
        resources: BTreeSet<String>,
    ) -> Result<Option<TokenResponse>, Error> {
        let env = self.accounts.env();
        let requested = Requested {
            resources,
            ..authorization.requested.clone()
        };
        let granted = Granted {
            client: &client.client,
            user,
            scopes: &authorization.scopes,
            requested: &requested,
            correlation: authorization.correlation,
            authenticated_at: authorization.authenticated_at,
            methods: authorization.methods,
            entry: authorization.entry,
        };
        let access = self.new_access_token(&granted).await?;
        let family = authorization.family(client);
        let family = family.map(|family| (family, Token::generate(env)));
        let refresh_token = family.as_ref().map(|(_, token)| token.encode());
        let by_code = matches!(authorization.redeemed, Redeemed::Code(_));
        let issue = Issue {
            authorization: authorization.clone(),
            token: access.row,
            digest: access.digest,
            family,
            entry: (client.connected && by_code).then(|| self.entry_by_button(authorization)),
            hearing: self
                .hearing(&client.client, user, authorization.session_id)
                .await?,
            now: env.now(),
            refresh_until: env
                .now()
                .plus(client.client.settings.tokens.refresh_lifetime()),
        };
        let store = self.accounts.store();
        let issued = store.write(issue, |tx, issue| Box::pin(write(tx, issue)));
        if !issued.await? {
            return Ok(None);
        }
        let id_token = self.issued_id_token(client, user, authorization).await?;
        self.note_issue(authorization);
        let lifetime = client.client.settings.access_token_lifetime;
        let scope = authorization.scopes.to_string();
        Ok(Some(TokenResponse {
            refresh_token: refresh_token.map(Disclosed),
            id_token,
            ..TokenResponse::new(access.text, lifetime, scope)
        }))
    }

    async fn issued_id_token(
        &self,
        client: &CachedClient,
        user: &User,
        authorization: &Authorization,
    ) -> Result<Option<String>, Error> {
        if !authorization.scopes.contains(Scope::Openid) {
            return Ok(None);
        }
        let authentication = Authentication {
            user,
            authenticated_at: authorization.authenticated_at,
            methods: authorization.methods,
            session_id: Some(authorization.session_id),
            nonce: authorization.nonce.as_deref(),
            scopes: &authorization.scopes,
            requested: &authorization.requested,
        };
        let id_token = self.id_token(client, &authentication);
        id_token.await.map(Some)
    }

    fn note_issue(&self, authorization: &Authorization) {
        let mut line = Line::new(Event::Token);
        line.client_id = Some(authorization.client_id);
        line.user_id = Some(authorization.user_id);
        line.correlation = Some(authorization.correlation);
        if matches!(authorization.redeemed, Redeemed::Device(_)) {
            "device".clone_into(&mut line.detail);
        }
        self.accounts.trail().succeeded(line);
    }

    /// That this session entered the workspace, so that its end is heard there.
    fn entry_by_button(&self, authorization: &Authorization) -> ChatSession {
        ChatSession {
            id: self.accounts.env().id(),
            session_id: authorization.session_id,
            client_id: authorization.client_id,
            user_id: authorization.user_id,
            by_button: true,
            chat_id: None,
            sealed: None,
            verified_at: self.accounts.env().now(),
        }
    }

    /// Ends what the first use issued.
    pub(crate) async fn revoke_issue(&self, redeemed: Redeemed) -> Result<(), Error> {
        let now = self.accounts.env().now();
        let act = (redeemed, now, now.plus(TokenSettings::LONGEST_LIFETIME));
        let store = self.accounts.store();
        let revoked = store.write(act, |tx, (redeemed, now, until)| {
            Box::pin(async move {
                match redeemed {
                    Redeemed::Code(id) => codes::revoke_issue(tx, *id, *now, *until).await,
                    Redeemed::Device(id) => {
                        let before = now.minus(SAME_INSTANT);
                        device_codes::revoke_issue(tx, *id, before, *now, *until).await
                    }
                }
            })
        });
        Ok(revoked.await?)
    }

    /// Makes something worthless that was not redeemed.
    pub(crate) async fn burn(&self, redeemed: Redeemed) -> Result<(), Error> {
        let act = (redeemed, self.accounts.env().now());
        let store = self.accounts.store();
        let burned = store.write_one(act, |tx, (redeemed, now)| {
            Box::pin(async move {
                match redeemed {
                    Redeemed::Code(id) => codes::burn(tx, *id, *now).await,
                    Redeemed::Device(id) => device_codes::burn(tx, *id, *now).await,
                }
            })
        });
        burned.await?;
        Ok(())
    }
}

/// Redeems the authorization; `false` if it was redeemed before.
pub(crate) async fn write(tx: &mut Tx, issue: &Issue) -> Result<bool, StoreError> {
    let family_id = issue.family.as_ref().map(|(family, _)| family.id);
    let (authorization, token, now) = (&issue.authorization, &issue.token, issue.now);
    let first = match authorization.redeemed {
        Redeemed::Code(id) => codes::redeem(tx, id, token.id, family_id, now).await?,
        Redeemed::Device(id) => device_codes::redeem(tx, id, now).await?,
    };
    if !first {
        return Ok(false);
    }
    let origin = Origin {
        session_id: Some(authorization.session_id),
        authorization: authorization.id,
        subject_token: None,
    };
    access_tokens::insert(tx, token, issue.digest, origin).await?;
    if let Some((family, token)) = &issue.family {
        let expires_at = issue.refresh_until;
        refresh_tokens::insert_family(tx, family, expires_at).await?;
        refresh_tokens::insert(tx, token.id(), token.digest(), family.id, expires_at).await?;
    }
    if let Some(hearing) = &issue.hearing {
        hearing::note(tx, hearing).await?;
    }
    if let Some(entry) = &issue.entry
        && sessions::hold(tx, entry.session_id).await?
    {
        chat_sessions::enter(tx, entry).await?;
        let due_at = now.plus(SETTLING);
        chat_tasks::ask_to_learn(tx, entry.client_id, entry.user_id, due_at).await?;
    }
    Ok(true)
}
