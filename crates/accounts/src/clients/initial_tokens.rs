//! Tokens that let others register clients.

use gantry_core::audit::Event;
use gantry_core::registration::{InitialAccessToken, InitialAccessTokenId};
use gantry_core::token::Token;
use gantry_core::{Invalid, Seconds, Secret};
use gantry_store::{audit, initial_access_tokens};

use crate::accounts::Accounts;
use crate::error::Error;
use crate::permissions::Administrator;
use crate::trail::Line;
use crate::users::act::unknown;
use crate::users::find::MOST;

const MOST_USES: i64 = 1000;
const LONGEST: Seconds = Seconds::days(365);

impl Accounts {
    /// Makes an initial access token and tells it this once.
    ///
    /// # Errors
    /// A name, a number of uses or a time that does not fit.
    pub async fn add_initial_access_token(
        &self,
        by: &Administrator,
        name: &str,
        uses: i64,
        lifetime: Seconds,
    ) -> Result<(InitialAccessToken, Secret), Error> {
        let token = Token::<InitialAccessToken>::generate(&self.env);
        let now = self.env.now();
        let row = InitialAccessToken {
            id: token.id(),
            digest: token.digest(),
            name: checked(name, uses, lifetime)?,
            uses_left: uses,
            created_at: now,
            expires_at: now.plus(lifetime),
        };
        let line = Line {
            detail: format!("added: {}", row.name),
            ..Line::by(by, Event::RegistrationTokenChanged)
        };
        let act = (row.clone(), line.entry(&self.env));
        self.act(act, |tx, (row, entry)| {
            Box::pin(async move {
                initial_access_tokens::insert(tx, row).await?;
                Ok(audit::insert(tx, entry).await?)
            })
        })
        .await?;
        Ok((row, token.encode()))
    }

    /// Initial access tokens in the order in which they were made, after one of them; used up ones
    /// too.
    ///
    /// # Errors
    /// A breakdown of the database.
    pub async fn list_initial_access_tokens(
        &self,
        after: Option<InitialAccessTokenId>,
        limit: i64,
    ) -> Result<Vec<InitialAccessToken>, Error> {
        let mut conn = self.store.read().await?;
        Ok(initial_access_tokens::list(&mut conn, after, limit.clamp(1, MOST)).await?)
    }

    /// Removes an initial access token; clients that registered with it stay.
    ///
    /// # Errors
    /// A token that is gone.
    pub async fn remove_initial_access_token(
        &self,
        by: &Administrator,
        id: InitialAccessTokenId,
    ) -> Result<(), Error> {
        let line = Line {
            detail: "removed".to_owned(),
            ..Line::by(by, Event::RegistrationTokenChanged)
        };
        self.act((id, line.entry(&self.env)), |tx, (id, entry)| {
            Box::pin(async move {
                if !initial_access_tokens::delete(tx, *id).await? {
                    return Err(unknown("initial access token", id).into());
                }
                Ok(audit::insert(tx, entry).await?)
            })
        })
        .await
    }

    /// Whether a presented token is good for a registration.
    ///
    /// # Errors
    /// A breakdown of the database.
    pub async fn initial_access_token(
        &self,
        text: &str,
    ) -> Result<Option<InitialAccessTokenId>, Error> {
        let Some(token) = Token::<InitialAccessToken>::parse(text) else {
            return Ok(None);
        };
        let mut conn = self.store.read().await?;
        let found = initial_access_tokens::live(&mut conn, token.id(), self.env.now()).await?;
        let found = found.filter(|row| row.digest.matches(&token.digest()));
        Ok(found.map(|row| row.id))
    }
}

fn checked(name: &str, uses: i64, lifetime: Seconds) -> Result<String, Invalid> {
    let name = name.split_whitespace().collect::<Vec<_>>().join(" ");
    if !(1..=128).contains(&name.chars().count()) || name.chars().any(char::is_control) {
        return Err(Invalid::new("name", "has 1 to 128 characters"));
    }
    if !(1..=MOST_USES).contains(&uses) {
        return Err(Invalid::new("uses", "is 1 to 1000"));
    }
    if lifetime < Seconds::minutes(1) || lifetime > LONGEST {
        return Err(Invalid::new("lifetime", "is a minute to a year"));
    }
    Ok(name)
}
