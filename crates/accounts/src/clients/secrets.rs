//! Secrets of clients: several may live, so that an application can change over without a gap.

use gantry_core::audit::{AuditEntry, Event};
use gantry_core::client::{Client, ClientRowId, ClientSecret, ClientSecretId};
use gantry_core::token::Token;
use gantry_core::{Digest, Env, Invalid, Seconds, Secret, Timestamp};
use gantry_store::{Tx, audit, client_secrets};

use crate::accounts::Accounts;
use crate::clients::change::existing;
use crate::error::{Error, Refusal};
use crate::permissions::Administrator;
use crate::users::act::{Undo, exclusively, unknown};

/// How many secrets of one client may live.
const MOST_SECRETS: usize = 10;

/// Whether a presented secret is one of the live ones. Every digest is compared, each in constant
/// time, so that the time tells nothing.
#[must_use]
pub fn secret_matches(secrets: &[ClientSecret], presented: &Secret, now: Timestamp) -> bool {
    let digest = Digest::of(presented.expose().as_bytes());
    secrets.iter().fold(false, |found, secret| {
        let live = secret.expires_at.is_none_or(|end| end > now);
        found | (secret.digest.matches(&digest) & live)
    })
}

/// A new random secret.
pub(crate) fn generate(env: &Env) -> (ClientSecret, Secret) {
    row(env, Token::<ClientSecret>::generate(env).encode())
}

/// A secret that somebody brings along.
///
/// RFC 6749 §2.3.1: it travels form-encoded in a header; unreserved characters stay themselves.
/// <https://www.rfc-editor.org/rfc/rfc6749#section-2.3.1>
pub(crate) fn chosen(env: &Env, secret: Secret) -> Result<(ClientSecret, Secret), Invalid> {
    let allowed = |c: char| c.is_ascii_alphanumeric() || matches!(c, '-' | '.' | '_' | '~');
    let text = secret.expose();
    if (32..=512).contains(&text.len()) && text.chars().all(allowed) {
        Ok(row(env, secret))
    } else {
        let rule = "has 32 to 512 characters A to Z, a to z, 0 to 9, - . _ ~";
        Err(Invalid::new("client secret", rule))
    }
}

fn row(env: &Env, secret: Secret) -> (ClientSecret, Secret) {
    let row = ClientSecret {
        sealed: None,
        id: env.id(),
        digest: Digest::of(secret.expose().as_bytes()),
        created_at: env.now(),
        expires_at: None,
    };
    (row, secret)
}

/// A secret on its way into the database.
struct ReadySecret {
    client: ClientRowId,
    secret: ClientSecret,
    /// When the others end, if they do.
    others_end: Option<Timestamp>,
    entry: AuditEntry,
}

impl Accounts {
    /// Adds a secret; with an overlap the others end after it, without they live on.
    ///
    /// # Errors
    /// An unknown or public client, or one with ten live secrets.
    pub async fn add_client_secret(
        &self,
        by: &Administrator,
        client: ClientRowId,
        overlap: Option<Seconds>,
    ) -> Result<Secret, Error> {
        let (secret, text) = generate(&self.env);
        let now = self.env.now();
        let ready = ReadySecret {
            client,
            secret,
            others_end: overlap.map(|overlap| now.plus(overlap.max(Seconds::new(0)))),
            entry: self.client_line(by, Event::ClientSecretChanged, client),
        };
        self.act(ready, |tx, ready| Box::pin(write(tx, ready)))
            .await?;
        Ok(text)
    }

    /// Removes a secret at once.
    ///
    /// # Errors
    /// A secret that is gone or another client's.
    pub async fn remove_client_secret(
        &self,
        by: &Administrator,
        client: ClientRowId,
        id: ClientSecretId,
    ) -> Result<(), Error> {
        let mut entry = self.client_line(by, Event::ClientSecretChanged, client);
        "removed".clone_into(&mut entry.detail);
        self.act((client, id, entry), |tx, (client, id, entry)| {
            Box::pin(async move {
                exclusively(tx).await?;
                if !client_secrets::delete(tx, *client, *id).await? {
                    return Err(unknown("client secret", id).into());
                }
                Ok(audit::insert(tx, entry).await?)
            })
        })
        .await
    }

    /// A client's secrets, oldest first: when each was made and ends, never the text.
    ///
    /// # Errors
    /// A breakdown of the database.
    pub async fn client_secrets(&self, client: ClientRowId) -> Result<Vec<ClientSecret>, Error> {
        let mut conn = self.store.read().await?;
        Ok(client_secrets::of_client(&mut conn, client).await?)
    }

    /// Whether a secret is one of the client's live ones, read from the database.
    ///
    /// # Errors
    /// A breakdown of the database.
    pub async fn authenticate_client_secret(
        &self,
        client: &Client,
        presented: &Secret,
    ) -> Result<bool, Error> {
        let secrets = self.client_secrets(client.id).await?;
        Ok(secret_matches(&secrets, presented, self.env.now()))
    }
}

async fn write(tx: &mut Tx, ready: &ReadySecret) -> Result<(), Undo> {
    exclusively(tx).await?;
    if existing(tx, ready.client).await?.settings.public {
        return Err(Refusal::Settings("a public client has no secret").into());
    }
    let mut live = 0;
    for secret in client_secrets::of_client(tx, ready.client).await? {
        if secret
            .expires_at
            .is_some_and(|end| end <= ready.secret.created_at)
        {
            client_secrets::delete(tx, ready.client, secret.id).await?;
        } else {
            live += 1;
        }
    }
    if live >= MOST_SECRETS {
        return Err(Refusal::Settings("ten secrets live already: remove one first").into());
    }
    client_secrets::insert(tx, ready.client, &ready.secret).await?;
    if let Some(end) = ready.others_end {
        client_secrets::expire_others(tx, ready.client, ready.secret.id, end).await?;
    }
    let detail = "added".to_owned();
    Ok(audit::insert(
        tx,
        &AuditEntry {
            detail,
            ..ready.entry.clone()
        },
    )
    .await?)
}
