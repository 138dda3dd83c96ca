//! Tokens with which programs use the administration.
//!
//! A token proves what its person's role is now, and of that no more than its scopes say:
//! [`ApiCaller`]. Whoever loses the role, is shut out or gets a new password takes the tokens along;
//! `ending` is how they end one by one.

mod caller;
mod ending;

use gantry_core::api_token::{ApiScopes, ApiToken, ApiTokenId};
use gantry_core::audit::{AuditEntry, Event};
use gantry_core::role::Role;
use gantry_core::token::Token;
use gantry_core::user::UserId;
use gantry_core::{Invalid, Seconds, Secret, Timestamp};
use gantry_store::sessions::LiveSession;
use gantry_store::{Tx, api_tokens, audit, users};

pub use crate::api_tokens::caller::ApiCaller;

use crate::accounts::Accounts;
use crate::error::{Error, Refusal};
use crate::permissions::{Acting, Administrator, Reader};
use crate::trail::Line;
use crate::users::act::{Undo, unknown};
use crate::users::change::existing;
use crate::users::find::MOST;

/// What every token begins with, so that scanners for leaked secrets know it.
pub const PREFIX: &str = "gat_";
/// The longest that a token may be good.
pub const LONGEST: Seconds = Seconds::days(365);
const SHORTEST: Seconds = Seconds::minutes(1);
/// How exact "last used" is.
const TOUCH_EVERY: Seconds = Seconds::minutes(5);
/// How many good tokens one person may have.
const MOST_LIVE: i64 = 50;

/// What a token should be.
#[derive(Debug, Clone)]
pub struct NewApiToken {
    /// What to call it.
    pub name: String,
    /// What it may be used for, at most.
    pub scopes: ApiScopes,
    /// How long it is good, a year at most.
    pub lifetime: Seconds,
}

/// A token on its way into the database.
struct Making {
    owner: UserId,
    new: NewApiToken,
    made_with: Option<ApiTokenId>,
    line: Line,
}

impl Making {
    /// One that its owner makes.
    fn of(owner: UserId, new: NewApiToken) -> Self {
        let line = Line {
            actor_id: Some(owner),
            ..Line::new(Event::ApiTokenChanged)
        };
        Self {
            owner,
            new,
            made_with: None,
            line,
        }
    }
}

impl Accounts {
    /// Makes a token for oneself and tells it this once.
    ///
    /// # Errors
    /// A proof that is too old; a role that does not hold what the token should, or that makes no
    /// tokens; a name or a time that does not fit; too many tokens.
    pub async fn make_own_api_token(
        &self,
        live: &LiveSession,
        new: NewApiToken,
    ) -> Result<(ApiToken, Secret), Error> {
        self.prove_lately(live).await?;
        self.make(Making::of(live.user.id, new)).await
    }

    /// Makes a token with one that may do everything: it lasts no longer, ends with it, and makes
    /// none itself.
    ///
    /// # Errors
    /// The same as for oneself, a token that may do less, or one that was made like this.
    pub async fn make_api_token_with(
        &self,
        caller: &ApiCaller,
        new: NewApiToken,
    ) -> Result<(ApiToken, Secret), Error> {
        if caller.administrator().is_none() || caller.token.made_with.is_some() {
            return Err(Refusal::BeyondRole.into());
        }
        if self.env.now().plus(new.lifetime) > caller.token.expires_at {
            let rule = "is not longer than that of the token it is made with";
            return Err(Invalid::new("lifetime", rule).into());
        }
        let made_with = Some(caller.token.id);
        self.make(Making {
            made_with,
            ..Making::of(caller.user.id, new)
        })
        .await
    }

    /// Makes a token for somebody who has a role, as the operator of the server does.
    ///
    /// # Errors
    /// The same as for oneself.
    pub async fn make_api_token(
        &self,
        by: &Administrator,
        owner: UserId,
        new: NewApiToken,
    ) -> Result<(ApiToken, Secret), Error> {
        if by.person().is_some_and(|person| person != owner) {
            // It would act in another's name.
            return Err(Refusal::BeyondRole.into());
        }
        let line = Line::by(by, Event::ApiTokenChanged);
        self.make(Making {
            line,
            ..Making::of(owner, new)
        })
        .await
    }

    async fn make(&self, making: Making) -> Result<(ApiToken, Secret), Error> {
        let Making {
            owner,
            new,
            made_with,
            line,
        } = making;
        let token = Token::<ApiToken>::generate(&self.env);
        let now = self.env.now();
        let row = ApiToken {
            id: token.id(),
            digest: token.digest(),
            name: checked(&new)?,
            user_id: owner,
            scopes: new.scopes,
            made_with,
            last_used_at: None,
            revoked_at: None,
            created_at: now,
            expires_at: now.plus(new.lifetime),
        };
        let line = Line {
            user_id: Some(owner),
            detail: format!("added: {} ({})", row.name, row.scopes),
            ..line
        };
        let act = (row.clone(), line.entry(&self.env));
        self.act(act, |tx, (row, entry)| Box::pin(insert(tx, row, entry)))
            .await?;
        let text = format!("{PREFIX}{}", token.encode().expose());
        Ok((row, Secret::new(text)))
    }

    /// Whoever a presented token belongs to, if it is good for anything at all.
    ///
    /// # Errors
    /// A breakdown of the database.
    pub async fn api_caller(&self, text: &str) -> Result<Option<ApiCaller>, Error> {
        let presented = text.strip_prefix(PREFIX).and_then(Token::<ApiToken>::parse);
        let Some(presented) = presented else {
            return Ok(None);
        };
        let now = self.env.now();
        let mut conn = self.store.read().await?;
        self.clients.check_version(&mut conn).await?;
        let found = api_tokens::live(&mut conn, presented.id(), now).await?;
        let Some(token) = found.filter(|row| row.digest.matches(&presented.digest())) else {
            return Ok(None);
        };
        let Some(user) = users::by_id(&mut conn, token.user_id).await? else {
            return Ok(None);
        };
        drop(conn);
        if user.disabled || user.role.is_none() {
            return Ok(None);
        }
        self.note_use(&token, now).await?;
        Ok(Some(ApiCaller { user, token }))
    }

    async fn note_use(&self, token: &ApiToken, now: Timestamp) -> Result<(), Error> {
        let before = now.minus(TOUCH_EVERY);
        if token.last_used_at.is_some_and(|at| at > before) {
            return Ok(());
        }
        let act = (token.id, now, before);
        let noted = self.store.write_one(act, |tx, (id, now, before)| {
            Box::pin(api_tokens::touch(tx, *id, *now, *before))
        });
        noted.await?;
        Ok(())
    }

    /// A person's own tokens in the order in which they were made, after one of them.
    ///
    /// # Errors
    /// A breakdown of the database.
    pub async fn own_api_tokens(
        &self,
        owner: UserId,
        after: Option<ApiTokenId>,
        limit: i64,
    ) -> Result<Vec<ApiToken>, Error> {
        let mut conn = self.store.read().await?;
        Ok(api_tokens::of_user(&mut conn, owner, after, limit.clamp(1, MOST)).await?)
    }

    /// Everybody's tokens in the order in which they were made, after one of them.
    ///
    /// # Errors
    /// A breakdown of the database.
    pub async fn list_api_tokens(
        &self,
        _by: &Reader,
        after: Option<ApiTokenId>,
        limit: i64,
    ) -> Result<Vec<ApiToken>, Error> {
        let mut conn = self.store.read().await?;
        Ok(api_tokens::list(&mut conn, after, limit.clamp(1, MOST)).await?)
    }
}

async fn insert(tx: &mut Tx, row: &ApiToken, entry: &AuditEntry) -> Result<(), Undo> {
    users::hold(tx, row.user_id).await?;
    let owner = existing(tx, row.user_id).await?;
    // Who only looks has no use for programs; nobody gives a token more than he holds.
    let least = row.scopes.strongest().needs().max(Role::Helpdesk);
    if owner.disabled || owner.role.is_none_or(|role| role < least) {
        return Err(Refusal::BeyondRole.into());
    }
    if let Some(with) = row.made_with
        && api_tokens::live(tx, with, row.created_at).await?.is_none()
    {
        return Err(unknown("api token", &with).into());
    }
    if api_tokens::live_of(tx, row.user_id, row.created_at).await? >= MOST_LIVE {
        return Err(Refusal::Settings("fifty tokens are good already: end one first").into());
    }
    api_tokens::insert(tx, row).await?;
    Ok(audit::insert(tx, entry).await?)
}

fn checked(new: &NewApiToken) -> Result<String, Invalid> {
    let name = new.name.split_whitespace().collect::<Vec<_>>().join(" ");
    if !(1..=128).contains(&name.chars().count()) || name.chars().any(char::is_control) {
        return Err(Invalid::new("name", "has 1 to 128 characters"));
    }
    if new.lifetime < SHORTEST || new.lifetime > LONGEST {
        return Err(Invalid::new("lifetime", "is a minute to a year"));
    }
    Ok(name)
}
