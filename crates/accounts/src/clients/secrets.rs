//! Secrets of clients: several may live, so that an application can change over without a gap.

use gantry_core::audit::{AuditEntry, Event};
use gantry_core::client::{
    AuthenticationMethod, Client, ClientRowId, ClientSecret, ClientSecretId, ClientSettings,
};
use gantry_core::seal::{MasterKey, Purpose, SealError};
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

/// Live secrets in clear, newest first: only of a client set to `client_secret_jwt`.
///
/// # Errors
/// A sealed secret that does not open.
pub fn opened_secrets(
    secrets: &[ClientSecret],
    master_key: &MasterKey,
    now: Timestamp,
) -> Result<Vec<Secret>, SealError> {
    let live = |secret: &&ClientSecret| secret.expires_at.is_none_or(|end| end > now);
    let mut opened = Vec::new();
    for secret in secrets.iter().rev().filter(live) {
        if let Some(sealed) = &secret.sealed {
            let plain = master_key.open(Purpose::ClientSecret, secret.id.as_uuid(), sealed)?;
            let text = String::from_utf8(plain).map_err(|_| SealError::Broken)?;
            opened.push(Secret::new(text));
        }
    }
    Ok(opened)
}

/// A new random secret.
fn generate(env: &Env) -> (ClientSecret, Secret) {
    row(env, Token::<ClientSecret>::generate(env).encode())
}

/// A secret that somebody brings along.
///
/// RFC 6749 §2.3.1: it travels form-encoded in a header; unreserved characters stay themselves.
/// <https://www.rfc-editor.org/rfc/rfc6749#section-2.3.1>
fn chosen(env: &Env, secret: Secret) -> Result<(ClientSecret, Secret), Invalid> {
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

/// The secret as well, sealed, since checking a keyed assertion takes more than its digest.
fn sealed(
    row: &ClientSecret,
    text: &Secret,
    master_key: &MasterKey,
) -> Result<ClientSecret, SealError> {
    let plain = text.expose().as_bytes();
    let sealed = master_key.seal(Purpose::ClientSecret, row.id.as_uuid(), plain)?;
    Ok(ClientSecret {
        sealed: Some(sealed),
        ..row.clone()
    })
}

/// Whether a client's secrets are kept sealed beside their digests.
fn is_kept(settings: &ClientSettings) -> bool {
    settings.authentication.method == AuthenticationMethod::ClientSecretJwt
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
    /// The first secret of a new client: the chosen one, or a random one. Public clients and those
    /// with a key of their own have none.
    pub(crate) fn first_secret(
        &self,
        settings: &ClientSettings,
        brought: Option<Secret>,
    ) -> Result<Option<(ClientSecret, Secret)>, Error> {
        if settings.public && brought.is_some() {
            return Err(Refusal::Settings("a public client has no secret").into());
        }
        let (row, text) = match brought {
            Some(secret) => chosen(&self.env, secret)?,
            None if settings.public || !settings.authentication.method.has_secret() => {
                return Ok(None);
            }
            None => generate(&self.env),
        };
        let row = if is_kept(settings) {
            sealed(&row, &text, &self.master_key)?
        } else {
            row
        };
        Ok(Some((row, text)))
    }

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
        let secret = sealed(&secret, &text, &self.master_key)?;
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

    /// Adds a secret that somebody brings along; the others live on.
    ///
    /// # Errors
    /// A secret that is too short, an unknown or public client, or one with ten live secrets.
    pub(crate) async fn bring_client_secret(
        &self,
        by: &Administrator,
        client: ClientRowId,
        secret: Secret,
    ) -> Result<(), Error> {
        let (row, text) = chosen(&self.env, secret)?;
        let ready = ReadySecret {
            client,
            secret: sealed(&row, &text, &self.master_key)?,
            others_end: None,
            entry: self.client_line(by, Event::ClientSecretChanged, client),
        };
        self.act(ready, |tx, ready| Box::pin(write(tx, ready)))
            .await
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
    let settings = existing(tx, ready.client).await?.settings;
    if settings.public {
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
    let secret = ClientSecret {
        sealed: ready.secret.sealed.clone().filter(|_| is_kept(&settings)),
        ..ready.secret.clone()
    };
    client_secrets::insert(tx, ready.client, &secret).await?;
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
