//! The session that a right password begins, unless the password changed while it was checked.

use gantry_core::audit::{AuditEntry, Event};
use gantry_core::methods::{Assurance, Method, Methods};
use gantry_core::password::PasswordHash;
use gantry_core::session::{Session, SessionId};
use gantry_core::token::Token;
use gantry_core::user::User;
use gantry_core::{Digest, Secret};
use gantry_store::{
    StoreError, Tx, audit, authorization_requests, chat_endings, credentials, factors,
    session_endings, sessions, throttles,
};

use super::counting::Counted;
use super::{Attempt, SignIn, SignedIn, Visit, WaitingRequest, line};
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
pub(crate) struct Beginning {
    session: Session,
    digest: Digest,
    former: Option<SessionId>,
    former_entry: AuditEntry,
    request: Option<WaitingRequest>,
}

impl Beginning {
    /// The session as it will be.
    pub(crate) const fn session(&self) -> &Session {
        &self.session
    }

    /// Begins it, and ends the one that the browser had. Whoever calls this holds the person's row.
    pub(crate) async fn write(&self, tx: &mut Tx) -> Result<(), StoreError> {
        let session = &self.session;
        sessions::insert(tx, session, self.digest).await?;
        if let Some(former) = self.former
            && let Some(owner) = sessions::end_former(tx, former, session.created_at).await?
        {
            chat_endings::of_session(tx, former, session.created_at).await?;
            session_endings::of_session(tx, former, session.created_at).await?;
            let entry = AuditEntry {
                user_id: Some(owner),
                ..self.former_entry.clone()
            };
            audit::insert(tx, &entry).await?;
        }
        if let Some(request) = self.request {
            authorization_requests::set_session(tx, request.id, session.id).await?;
        }
        Ok(())
    }
}

/// A password and the session that it begins.
struct ByPassword {
    proven: Proven,
    beginning: Beginning,
}

impl Accounts {
    /// A session with a new id, and the cookie of it.
    pub(crate) fn beginning(
        &self,
        user: &User,
        visit: &Visit,
        methods: Methods,
    ) -> (Beginning, Secret) {
        let now = self.env.now();
        let token = Token::<Session>::generate(&self.env);
        let by_factor = methods.assurance() > Assurance::OneFactor;
        let former = Line {
            detail: "a new sign-in in the same browser".to_owned(),
            ..Line::new(Event::SignOut)
        };
        let beginning = Beginning {
            session: Session {
                id: token.id(),
                user_id: user.id,
                authenticated_at: now,
                created_at: now,
                last_seen_at: now,
                methods,
                factor_at: by_factor.then_some(now),
                address: visit.address.clone(),
                device: visit.user_agent.chars().take(200).collect(),
            },
            digest: token.digest(),
            former: visit.former_session,
            former_entry: former.entry(&self.env),
            request: visit.request,
        };
        (beginning, token.encode())
    }

    pub(super) async fn begin_session(
        &self,
        attempt: &Attempt,
        proven: Proven,
    ) -> Result<SignIn, Error> {
        let user = proven.user.clone();
        let methods = Methods::of(Method::Password);
        let (beginning, cookie) = self.beginning(&user, &visit(attempt), methods);
        let session = beginning.session().clone();
        let act = ByPassword { proven, beginning };
        let begun = self.store.write(act, |tx, act| Box::pin(write(tx, act)));
        if !begun.await? {
            let reason = Some(Refusal::Changed.code());
            let line = line(attempt, Some(&user), reason);
            self.trail.refused(line).await?;
            return Ok(SignIn::Wrong);
        }
        self.trail.succeeded(line(attempt, Some(&user), None));
        Ok(SignIn::Done(Box::new(SignedIn {
            cookie,
            device_cookie: self.device_cookie(&user)?,
            session,
            user,
        })))
    }
}

fn visit(attempt: &Attempt) -> Visit {
    Visit {
        address: attempt.address.to_string(),
        user_agent: attempt.user_agent.clone(),
        former_session: attempt.former_session,
        request: attempt.request,
    }
}

/// `false` if the password is no longer the one that was checked, no longer enough, or the person is
/// shut out.
async fn write(tx: &mut Tx, act: &ByPassword) -> Result<bool, StoreError> {
    let ByPassword { proven, beginning } = act;
    let session = beginning.session();
    let hashes = (&proven.checked, &proven.fresh);
    let (user, now) = (session.user_id, session.created_at);
    if !credentials::confirm_password(tx, user, hashes, now).await? {
        return Ok(false);
    }
    // The row is held now. A factor that was added meanwhile ended all sessions but its own.
    let held = factors::held(tx, user).await?;
    if held.totps > 0 || held.passkeys > 0 {
        return Ok(false);
    }
    beginning.write(tx).await?;
    for subject in proven.counted.subjects() {
        throttles::clear(tx, subject).await?;
    }
    Ok(true)
}
