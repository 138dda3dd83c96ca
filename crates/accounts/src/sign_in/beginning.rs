//! The session that a right password begins, unless the password changed while it was checked.

use gantry_core::Digest;
use gantry_core::audit::{AuditEntry, Event};
use gantry_core::methods::{Method, Methods};
use gantry_core::password::PasswordHash;
use gantry_core::session::{Session, SessionId};
use gantry_core::token::Token;
use gantry_core::user::User;
use gantry_store::{
    StoreError, Tx, audit, authorization_requests, chat_endings, credentials, session_endings,
    sessions, throttles,
};

use super::counting::Counted;
use super::{Attempt, SignIn, SignedIn, WaitingRequest, line};
use crate::accounts::Accounts;
use crate::error::{Error, Refusal};
use crate::trail::Line;

/// A password that was right when it was checked.
pub(super) struct Proven {
    pub(super) user: User,
    pub(super) counted: Counted,
    /// The hash that it matched.
    pub(super) checked: PasswordHash,
    /// The same, or a hash of the same password with today's parameters.
    pub(super) fresh: PasswordHash,
}

/// A session on its way into the database.
struct Beginning {
    session: Session,
    digest: Digest,
    counted: Counted,
    checked: PasswordHash,
    fresh: PasswordHash,
    former: Option<SessionId>,
    former_entry: AuditEntry,
    request: Option<WaitingRequest>,
}

impl Accounts {
    pub(super) async fn begin_session(
        &self,
        attempt: &Attempt,
        proven: Proven,
    ) -> Result<SignIn, Error> {
        let now = self.env.now();
        let token = Token::<Session>::generate(&self.env);
        let session = Session {
            id: token.id(),
            user_id: proven.user.id,
            authenticated_at: now,
            created_at: now,
            last_seen_at: now,
            methods: Methods::of(Method::Password),
            factor_at: None,
            address: attempt.address.to_string(),
            device: attempt.user_agent.chars().take(200).collect(),
        };
        let former = Line {
            detail: "a new sign-in in the same browser".to_owned(),
            ..Line::new(Event::SignOut)
        };
        let beginning = Beginning {
            session: session.clone(),
            digest: token.digest(),
            counted: proven.counted,
            checked: proven.checked,
            fresh: proven.fresh,
            former: attempt.former_session,
            former_entry: former.entry(&self.env),
            request: attempt.request,
        };
        let begun = self
            .store
            .write(beginning, |tx, beginning| Box::pin(write(tx, beginning)));
        if !begun.await? {
            let reason = Some(Refusal::Changed.code());
            let line = line(attempt, Some(&proven.user), reason);
            self.trail.refused(line).await?;
            return Ok(SignIn::Wrong);
        }
        self.trail
            .succeeded(line(attempt, Some(&proven.user), None));
        Ok(SignIn::Done(Box::new(SignedIn {
            cookie: token.encode(),
            device_cookie: self.device_cookie(&proven.user)?,
            session,
            user: proven.user,
        })))
    }
}

/// `false` if the password is no longer the one that was checked, or the person is shut out.
async fn write(tx: &mut Tx, beginning: &Beginning) -> Result<bool, StoreError> {
    let session = &beginning.session;
    let (checked, fresh) = (&beginning.checked, &beginning.fresh);
    if !credentials::confirm_password(tx, session.user_id, (checked, fresh), session.created_at)
        .await?
    {
        return Ok(false);
    }
    sessions::insert(tx, session, beginning.digest).await?;
    if let Some(former) = beginning.former
        && let Some(owner) = sessions::end_former(tx, former, session.created_at).await?
    {
        chat_endings::of_session(tx, former, session.created_at).await?;
        session_endings::of_session(tx, former, session.created_at).await?;
        let entry = AuditEntry {
            user_id: Some(owner),
            ..beginning.former_entry.clone()
        };
        audit::insert(tx, &entry).await?;
    }
    for subject in beginning.counted.subjects() {
        throttles::clear(tx, subject).await?;
    }
    if let Some(request) = beginning.request {
        authorization_requests::set_session(tx, request.id, session.id).await?;
    }
    Ok(true)
}
