//! Clients that register themselves, and manage that: RFC 7591 and RFC 7592.
//!
//! Whoever registers is no administrator; what such a client may say is decided by the protocol
//! before anything gets here.

use gantry_core::Secret;
use gantry_core::audit::{AuditEntry, Event};
use gantry_core::client::{
    AuthenticationMethod, Client, ClientRowId, ClientSecret, ClientSettings,
};
use gantry_core::client_id::ClientId;
use gantry_core::registration::{InitialAccessTokenId, Registration};
use gantry_core::token::Token;
use gantry_store::{Tx, audit, client_secrets, clients, initial_access_tokens, registrations};

use crate::accounts::Accounts;
use crate::clients::add::{self, NewClient, ReadyClient};
use crate::clients::rules::adopted;
use crate::clients::unused::has_room;
use crate::clients::{change, rules};
use crate::error::{Error, Refusal};
use crate::permissions::Administrator;
use crate::trail::Line;
use crate::users::act::{Undo, exclusively};

/// Who lets a client register.
#[derive(Debug, Clone, Copy)]
pub enum Door {
    /// Everybody may.
    Open,
    /// The holder of an initial access token may.
    Token(InitialAccessTokenId),
}

/// What became of a registration.
#[derive(Debug)]
pub enum Registering {
    /// The client is there.
    Done(Box<RegisteredClient>),
    /// The initial access token was used up, has run out or is gone.
    TokenOver,
    /// Too many clients wait to be used.
    TooMany,
}

/// A client that registered itself.
#[derive(Debug, Clone)]
pub struct RegisteredClient {
    /// The client.
    pub client: Client,
    /// Its secret, if one was made now: told this once.
    pub secret: Option<Secret>,
    /// Its registration access token.
    pub token: Secret,
}

/// A registration on its way into the database.
struct Ready {
    door: Door,
    client: ReadyClient,
    token: Token<Registration>,
    /// The line about a client that makes room for this one.
    removal: AuditEntry,
}

/// How a write ended.
enum Written {
    Done(Box<Client>),
    TokenOver,
    TooMany,
}

impl Accounts {
    /// Registers a client under a random id.
    ///
    /// # Errors
    /// Settings that contradict each other.
    pub async fn register_client(
        &self,
        door: Door,
        name: String,
        settings: ClientSettings,
    ) -> Result<Registering, Error> {
        let new = NewClient {
            name,
            slug: None,
            client_id: None,
            secret: None,
            settings,
        };
        let (client, secret) = self.ready_client(&Administrator::operator(), new)?;
        let token = Token::generate(&self.env);
        let text = token.encode();
        let ready = Ready {
            door,
            client: client.said("registered itself"),
            token,
            removal: self.line_of_nobody("made room for a newer one"),
        };
        let written = self
            .act(ready, |tx, ready| Box::pin(insert(tx, ready)))
            .await?;
        Ok(match written {
            Written::Done(client) => Registering::Done(Box::new(RegisteredClient {
                client: *client,
                secret,
                token: text,
            })),
            Written::TokenOver => Registering::TokenOver,
            Written::TooMany => Registering::TooMany,
        })
    }

    /// The client that a registration access token manages; `None` if it does not.
    ///
    /// # Errors
    /// A breakdown of the database.
    pub async fn registered_client(
        &self,
        client_id: &ClientId,
        token: &Token<Registration>,
    ) -> Result<Option<Client>, Error> {
        let mut conn = self.store.read().await?;
        let Some(client) = clients::by_client_id(&mut conn, client_id).await? else {
            return Ok(None);
        };
        let registration = registrations::of_client(&mut conn, client.id).await?;
        let manages = registration.is_some_and(|registration| {
            registration.token_id == token.id() && registration.digest.matches(&token.digest())
        });
        Ok(manages.then_some(client))
    }

    /// Replaces what a registered client says of itself. A secret is made only if it needs one and
    /// has none that fits, and an administrator gave it nothing; nothing is written if nothing
    /// changes.
    ///
    /// # Errors
    /// Settings that contradict each other, and [`Refusal::Changed`].
    pub async fn change_registered_client(
        &self,
        before: &Client,
        after: Client,
    ) -> Result<(Client, Option<Secret>), Error> {
        let after = rules::checked(after, self.client_rules)?;
        adopted::check(&before.settings, &after.settings)?;
        let adopted = adopted::is_adopted(&before.settings);
        let made = if !adopted && self.lacks_secret(before.id, &after.settings).await? {
            self.first_secret(&after.settings, None)?
        } else {
            None
        };
        if after == *before && made.is_none() {
            return Ok((after, None));
        }
        let (row, text) = made.unzip();
        let entry = self.line_of_itself(Event::ClientChanged, before.id, String::new());
        let act = (before.clone(), after, row, entry);
        let client = self
            .act(act, |tx, (before, after, secret, entry)| {
                Box::pin(replace(tx, before, after, secret.as_ref(), entry))
            })
            .await?;
        Ok((client, text))
    }

    /// Removes a client at its own wish.
    ///
    /// # Errors
    /// A breakdown of the database.
    pub async fn remove_registered_client(&self, client: &Client) -> Result<(), Error> {
        let detail = format!("removed itself: {}", client.name);
        let entry = self.line_of_itself(Event::ClientRemoved, client.id, detail);
        self.act((client.id, entry), |tx, (id, entry)| {
            Box::pin(async move {
                exclusively(tx).await?;
                clients::delete(tx, *id).await?;
                Ok(audit::insert(tx, entry).await?)
            })
        })
        .await
    }

    /// Whether a client that needs a secret has none that fits its method.
    async fn lacks_secret(
        &self,
        id: ClientRowId,
        settings: &ClientSettings,
    ) -> Result<bool, Error> {
        let method = settings.authentication.method;
        if settings.public || !method.has_secret() {
            return Ok(false);
        }
        let now = self.env.now();
        let fits = |secret: &ClientSecret| {
            secret.expires_at.is_none_or(|end| end > now)
                && (method != AuthenticationMethod::ClientSecretJwt || secret.sealed.is_some())
        };
        Ok(!self.client_secrets(id).await?.iter().any(fits))
    }

    fn line_of_itself(&self, event: Event, id: ClientRowId, detail: String) -> AuditEntry {
        Line {
            client_id: Some(id),
            detail,
            ..Line::new(event)
        }
        .entry(&self.env)
    }
}

async fn insert(tx: &mut Tx, ready: &Ready) -> Result<Written, Undo> {
    exclusively(tx).await?;
    let at = ready.client.made_at();
    match ready.door {
        Door::Token(id) => {
            if !initial_access_tokens::consume(tx, id, at).await? {
                return Ok(Written::TokenOver);
            }
        }
        Door::Open => {
            if !has_room(tx, at, &ready.removal).await? {
                return Ok(Written::TooMany);
            }
        }
    }
    let client = add::insert(tx, &ready.client).await?;
    let registration = Registration {
        client_id: client.id,
        token_id: ready.token.id(),
        digest: ready.token.digest(),
        registered_at: at,
    };
    registrations::insert(tx, &registration).await?;
    Ok(Written::Done(Box::new(client)))
}

async fn replace(
    tx: &mut Tx,
    before: &Client,
    after: &Client,
    secret: Option<&ClientSecret>,
    entry: &AuditEntry,
) -> Result<Client, Undo> {
    let client = change::write(tx, before, after, entry).await?;
    if registrations::of_client(tx, client.id).await?.is_none() {
        return Err(Refusal::Changed.into());
    }
    if let Some(secret) = secret {
        client_secrets::insert(tx, client.id, secret).await?;
    }
    Ok(client)
}
