//! Changing, disabling and removing a client.

use gantry_core::audit::{AuditEntry, Event};
use gantry_core::client::{Client, ClientRowId};
use gantry_store::{
    StoreError, Tx, audit, chat_endings, client_secrets, clients, session_endings, workspaces,
};
use serde_json::Value;

use crate::accounts::Accounts;
use crate::clients::rules;
use crate::error::{Error, Refusal};
use crate::images;
use crate::images::named::check_icon;
use crate::permissions::Administrator;
use crate::trail::Line;
use crate::users::act::{Undo, exclusively, unknown};

impl Accounts {
    /// Changes name and settings, unless somebody else changed the client since `before` was read.
    /// Client id and slug stay.
    ///
    /// # Errors
    /// The same as for a new client, and [`Refusal::Changed`].
    pub async fn change_client(
        &self,
        by: &Administrator,
        before: &Client,
        after: Client,
    ) -> Result<Client, Error> {
        let after = Client {
            id: before.id,
            client_id: before.client_id.clone(),
            slug: before.slug.clone(),
            created_at: before.created_at,
            ..after
        };
        let after = rules::checked(after, self.client_rules)?;
        let entry = self.client_line(by, Event::ClientChanged, before.id);
        let act = (before.clone(), after, entry);
        let written = self.act(act, |tx, (before, after, entry)| {
            Box::pin(write(tx, before, after, entry))
        });
        // Two clients are much to carry along on the stack.
        Box::pin(written).await
    }

    /// Shuts a client out, or lets it in again.
    ///
    /// # Errors
    /// An unknown client.
    pub async fn set_client_disabled(
        &self,
        by: &Administrator,
        id: ClientRowId,
        disabled: bool,
    ) -> Result<Client, Error> {
        let entry = self.client_line(by, Event::ClientChanged, id);
        self.act((id, disabled, entry), |tx, (id, disabled, entry)| {
            Box::pin(async move {
                exclusively(tx).await?;
                let before = existing(tx, *id).await?;
                let after = Client {
                    disabled: *disabled,
                    ..before.clone()
                };
                if !clients::update(tx, &before, &after).await? {
                    return Err(Refusal::Changed.into());
                }
                if *disabled {
                    chat_endings::of_workspace(tx, *id, entry.at).await?;
                    session_endings::of_client(tx, *id, entry.at).await?;
                }
                let detail = if *disabled { "disabled" } else { "enabled" }.to_owned();
                audit::insert(
                    tx,
                    &AuditEntry {
                        detail,
                        ..entry.clone()
                    },
                )
                .await?;
                Ok(after)
            })
        })
        .await
    }

    /// Removes a client with its secrets; its tokens stop working.
    ///
    /// # Errors
    /// An unknown client.
    pub async fn remove_client(&self, by: &Administrator, id: ClientRowId) -> Result<(), Error> {
        let entry = self.client_line(by, Event::ClientRemoved, id);
        self.act((id, entry), |tx, (id, entry)| {
            Box::pin(async move {
                exclusively(tx).await?;
                let detail = existing(tx, *id).await?.name;
                if workspaces::by_client(tx, *id).await?.is_some() {
                    return Err(Refusal::Settings(
                        "a connected workspace is disconnected first, so that it hears who leaves",
                    )
                    .into());
                }
                images::forget_client(tx, *id).await?;
                clients::delete(tx, *id).await?;
                Ok(audit::insert(
                    tx,
                    &AuditEntry {
                        detail,
                        ..entry.clone()
                    },
                )
                .await?)
            })
        })
        .await
    }

    pub(crate) fn client_line(
        &self,
        by: &Administrator,
        event: Event,
        id: ClientRowId,
    ) -> AuditEntry {
        Line {
            client_id: Some(id),
            ..Line::by(by, event)
        }
        .entry(&self.env)
    }
}

/// Writes a changed client, what follows from the change, and the line of the trail.
pub(crate) async fn write(
    tx: &mut Tx,
    before: &Client,
    after: &Client,
    entry: &AuditEntry,
) -> Result<Client, Undo> {
    exclusively(tx).await?;
    existing(tx, before.id).await?;
    rules::check_groups(tx, &after.settings).await?;
    check_icon(tx, Some(before), after).await?;
    if !clients::update(tx, before, after).await? {
        return Err(Refusal::Changed.into());
    }
    if after.settings.public || !after.settings.authentication.method.has_secret() {
        for secret in client_secrets::of_client(tx, after.id).await? {
            client_secrets::delete(tx, after.id, secret.id).await?;
        }
    }
    if before.settings.access != after.settings.access {
        chat_endings::follow_everybody(tx, after.id, entry.at).await?;
    }
    let detail = changed_words(before, after)?;
    let entry = entry.clone();
    audit::insert(tx, &AuditEntry { detail, ..entry }).await?;
    Ok(after.clone())
}

/// What changed, for the trail: names of settings, never their values.
fn changed_words(before: &Client, after: &Client) -> Result<String, StoreError> {
    let mut words = Vec::new();
    if before.name != after.name {
        words.push("name".to_owned());
    }
    if before.disabled != after.disabled {
        words.push(
            if after.disabled {
                "disabled"
            } else {
                "enabled"
            }
            .to_owned(),
        );
    }
    let old = serde_json::to_value(&before.settings)?;
    if let Value::Object(new) = serde_json::to_value(&after.settings)? {
        let changed = new
            .into_iter()
            .filter(|(name, value)| old.get(name) != Some(value));
        let mut names: Vec<String> = changed.map(|(name, _)| name).collect();
        names.sort_unstable();
        words.append(&mut names);
    }
    Ok(words.join(", "))
}

/// A client that exists.
pub(crate) async fn existing(tx: &mut Tx, id: ClientRowId) -> Result<Client, Undo> {
    let client = clients::by_id(tx, id).await?;
    Ok(client.ok_or_else(|| unknown("client", &id))?)
}
