//! Registered applications. Whoever changes one also calls [`crate::config_version::bump`].

use gantry_core::Timestamp;
use gantry_core::access::Access;
use gantry_core::client::{Client, ClientRowId, ClientSettings};
use gantry_core::client_id::ClientId;
use gantry_core::group::GroupId;
use gantry_core::slug::Slug;
use serde_json::Value;
use uuid::Uuid;

use crate::backend::{Conn, Tx, execute, fetch_all, fetch_optional, row};
use crate::error::StoreError;

row!(ClientRow {
    id: Uuid,
    client_id: String,
    slug: String,
    name: String,
    disabled: bool,
    settings: String,
    created_at: i64,
});

row!(SettingsRow { settings: String });

impl TryFrom<ClientRow> for Client {
    type Error = StoreError;

    fn try_from(row: ClientRow) -> Result<Self, StoreError> {
        Ok(Self {
            id: ClientRowId::from_uuid(row.id),
            client_id: row.client_id.parse()?,
            slug: row.slug.parse()?,
            name: row.name,
            disabled: row.disabled,
            settings: read_settings(&row.settings)?,
            created_at: Timestamp::from_i64(row.created_at),
        })
    }
}

/// Settings of this version, or of an earlier one that named the groups that might enter. They are
/// written in the present form alone.
fn read_settings(text: &str) -> Result<ClientSettings, StoreError> {
    let mut document: Value = serde_json::from_str(text)?;
    let earlier = document.get_mut("allowed_groups").map(Value::take);
    let is_present = document.get("access").is_some();
    let mut settings: ClientSettings = serde_json::from_value(document)?;
    if let (Some(earlier), false) = (earlier, is_present) {
        let groups: Vec<GroupId> = serde_json::from_value(earlier)?;
        settings.access = Access::any_group(groups);
    }
    Ok(settings)
}

/// Adds a client; `false` if client id or slug is taken.
///
/// # Errors
/// A breakdown of the database.
pub async fn insert(tx: &mut Tx, client: &Client) -> Result<bool, StoreError> {
    const SQL: &str = "
        INSERT INTO clients (id, client_id, slug, name, disabled, settings, created_at)
        VALUES ($1, $2, $3, $4, $5, $6, $7)
        ON CONFLICT DO NOTHING";
    let inserted = execute!(
        tx,
        SQL,
        client.id.as_uuid(),
        client.client_id.as_str().to_owned(),
        client.slug.as_str().to_owned(),
        client.name.clone(),
        client.disabled,
        serde_json::to_string(&client.settings)?,
        client.created_at.as_i64(),
    )?;
    Ok(inserted == 1)
}

/// Writes name, switch and settings, unless somebody changed them since `before` was read.
///
/// Settings are compared by what they mean: a row of an earlier version lacks what was not there yet,
/// and is as good as one that has it. The write itself is guarded by the text that was compared.
///
/// # Errors
/// A breakdown of the database.
pub async fn update(tx: &mut Tx, before: &Client, after: &Client) -> Result<bool, StoreError> {
    const READ: &str = "SELECT settings FROM clients WHERE id = $1";
    const WRITE: &str = "
        UPDATE clients SET name = $2, disabled = $3, settings = $4
        WHERE id = $1 AND name = $5 AND disabled = $6 AND settings = $7";
    let Some(stored) = fetch_optional!(tx, SettingsRow, READ, after.id.as_uuid())? else {
        return Ok(false);
    };
    let meant = read_settings(&stored.settings)?;
    if meant != before.settings {
        return Ok(false);
    }
    let updated = execute!(
        tx,
        WRITE,
        after.id.as_uuid(),
        after.name.clone(),
        after.disabled,
        serde_json::to_string(&after.settings)?,
        before.name.clone(),
        before.disabled,
        stored.settings,
    )?;
    Ok(updated == 1)
}

/// Removes a client and its secrets.
///
/// # Errors
/// A breakdown of the database.
pub async fn delete(tx: &mut Tx, id: ClientRowId) -> Result<bool, StoreError> {
    const SQL: &str = "DELETE FROM clients WHERE id = $1";
    Ok(execute!(tx, SQL, id.as_uuid())? == 1)
}

/// A client by row id.
///
/// # Errors
/// A breakdown of the database.
pub async fn by_id(conn: &mut Conn, id: ClientRowId) -> Result<Option<Client>, StoreError> {
    const SQL: &str = "
        SELECT id, client_id, slug, name, disabled, settings, created_at
        FROM clients WHERE id = $1";
    fetch_optional!(conn, ClientRow, SQL, id.as_uuid())?
        .map(Client::try_from)
        .transpose()
}

/// A client by the protocol's name.
///
/// # Errors
/// A breakdown of the database.
pub async fn by_client_id(conn: &mut Conn, id: &ClientId) -> Result<Option<Client>, StoreError> {
    const SQL: &str = "
        SELECT id, client_id, slug, name, disabled, settings, created_at
        FROM clients WHERE client_id = $1";
    let id = id.as_str().to_owned();
    fetch_optional!(conn, ClientRow, SQL, id)?
        .map(Client::try_from)
        .transpose()
}

/// A client by its name in URLs.
///
/// # Errors
/// A breakdown of the database.
pub async fn by_slug(conn: &mut Conn, slug: &Slug) -> Result<Option<Client>, StoreError> {
    const SQL: &str = "
        SELECT id, client_id, slug, name, disabled, settings, created_at
        FROM clients WHERE slug = $1";
    let slug = slug.as_str().to_owned();
    fetch_optional!(conn, ClientRow, SQL, slug)?
        .map(Client::try_from)
        .transpose()
}

/// Clients in the order of their slugs, after the given one.
///
/// # Errors
/// A breakdown of the database.
pub async fn list(
    conn: &mut Conn,
    after: Option<&str>,
    limit: i64,
) -> Result<Vec<Client>, StoreError> {
    const SQL: &str = "
        SELECT id, client_id, slug, name, disabled, settings, created_at
        FROM clients
        WHERE slug > $1
        ORDER BY slug
        LIMIT $2";
    let after = after.unwrap_or("").to_owned();
    fetch_all!(conn, ClientRow, SQL, after, limit)?
        .into_iter()
        .map(Client::try_from)
        .collect()
}
