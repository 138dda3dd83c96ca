//! Registering a client.

use gantry_core::audit::{AuditEntry, Event};
use gantry_core::client::{Client, ClientSecret, ClientSettings};
use gantry_core::client_id::ClientId;
use gantry_core::slug::Slug;
use gantry_core::{Secret, Timestamp};
use gantry_store::{Tx, audit, client_secrets, clients};

use crate::accounts::Accounts;
use crate::clients::rules;
use crate::error::{Error, Refusal};
use crate::images::named::check_icon;
use crate::permissions::Administrator;
use crate::trail::Line;
use crate::users::act::{Undo, exclusively};

/// How many numbers are tried behind a slug that is taken.
const SLUG_NUMBERS: std::ops::RangeInclusive<u32> = 2..=999;

/// What an administrator says about a new client.
#[derive(Debug, Clone)]
pub struct NewClient {
    /// The name people see.
    pub name: String,
    /// Its name in URLs; otherwise made of the name, with a number if that is taken.
    pub slug: Option<Slug>,
    /// The protocol's name for it; otherwise random.
    pub client_id: Option<ClientId>,
    /// A secret brought along, of at least 32 characters; otherwise random.
    pub secret: Option<Secret>,
    /// Everything else.
    pub settings: ClientSettings,
}

/// A client that was registered.
#[derive(Debug, Clone)]
pub struct AddedClient {
    /// The client.
    pub client: Client,
    /// Its secret, told this once; public clients have none.
    pub secret: Option<Secret>,
}

/// A client ready to be written.
pub(crate) struct ReadyClient {
    client: Client,
    /// Whether the slug may get a number.
    numbered: bool,
    secret: Option<ClientSecret>,
    entry: AuditEntry,
}

impl Accounts {
    /// Registers a client.
    ///
    /// # Errors
    /// Settings that contradict each other, an unknown group, a taken client id or slug.
    pub async fn add_client(
        &self,
        by: &Administrator,
        new: NewClient,
    ) -> Result<AddedClient, Error> {
        let (ready, secret) = self.ready_client(by, new)?;
        let client = self
            .act(ready, |tx, ready| Box::pin(insert(tx, ready)))
            .await?;
        Ok(AddedClient { client, secret })
    }

    /// Everything that must not happen inside a write, and the secret's text.
    pub(crate) fn ready_client(
        &self,
        by: &Administrator,
        new: NewClient,
    ) -> Result<(ReadyClient, Option<Secret>), Error> {
        let numbered = new.slug.is_none();
        let client = Client {
            id: self.env.id(),
            client_id: new
                .client_id
                .unwrap_or_else(|| ClientId::generate(&self.env)),
            slug: new.slug.unwrap_or_else(|| Slug::from_name(&new.name)),
            name: new.name,
            disabled: false,
            settings: new.settings,
            created_at: self.env.now(),
        };
        let client = rules::checked(client, self.client_rules)?;
        let made = self.first_secret(&client.settings, new.secret)?;
        let (row, text) = made.unzip();
        let detail = client.name.clone();
        let client_id = Some(client.id);
        let line = Line {
            client_id,
            detail,
            ..Line::by(by, Event::ClientAdded)
        };
        let entry = line.entry(&self.env);
        Ok((
            ReadyClient {
                client,
                numbered,
                secret: row,
                entry,
            },
            text,
        ))
    }
}

impl ReadyClient {
    /// The same with words before the client's name in the trail.
    pub(crate) fn said(mut self, words: &str) -> Self {
        self.entry.detail = format!("{words}: {}", self.entry.detail);
        self
    }

    /// When it was made.
    pub(crate) const fn made_at(&self) -> Timestamp {
        self.client.created_at
    }
}

/// Writes a client with its secret and the line of the trail.
pub(crate) async fn insert(tx: &mut Tx, ready: &ReadyClient) -> Result<Client, Undo> {
    exclusively(tx).await?;
    rules::check_groups(tx, &ready.client.settings).await?;
    check_icon(tx, None, &ready.client).await?;
    let mut client = ready.client.clone();
    client.slug = free_slug(tx, &client.slug, ready.numbered).await?;
    if !clients::insert(tx, &client).await? {
        return Err(Refusal::ClientTaken.into());
    }
    if let Some(secret) = &ready.secret {
        client_secrets::insert(tx, client.id, secret).await?;
    }
    audit::insert(tx, &ready.entry).await?;
    Ok(client)
}

async fn free_slug(tx: &mut Tx, slug: &Slug, numbered: bool) -> Result<Slug, Undo> {
    if clients::by_slug(tx, slug).await?.is_none() {
        return Ok(slug.clone());
    }
    if numbered {
        for number in SLUG_NUMBERS {
            let candidate = slug.numbered(number);
            if clients::by_slug(tx, &candidate).await?.is_none() {
                return Ok(candidate);
            }
        }
    }
    Err(Refusal::ClientTaken.into())
}
