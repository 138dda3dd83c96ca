//! Connections to Rocket.Chat workspaces, sealed. Whoever changes one also calls
//! [`crate::config_version::bump`].

use gantry_core::Timestamp;
use gantry_core::client::ClientRowId;
use gantry_core::workspace::{SyncSettings, Workspace};
use uuid::Uuid;

use crate::backend::{Conn, Tx, execute, fetch_all, fetch_optional, row};
use crate::error::StoreError;

row!(WorkspaceRow {
    client_id: Uuid,
    site: String,
    service_user_id: String,
    sealed_token: Vec<u8>,
    sealed_secret: Option<Vec<u8>>,
    version: String,
    sync: String,
    reconcile_at: i64,
    updated_at: i64,
});

impl TryFrom<WorkspaceRow> for Workspace {
    type Error = StoreError;

    fn try_from(row: WorkspaceRow) -> Result<Self, StoreError> {
        Ok(Self {
            client_id: ClientRowId::from_uuid(row.client_id),
            site: row.site,
            service_user_id: row.service_user_id,
            sealed_token: row.sealed_token,
            sealed_secret: row.sealed_secret,
            version: row.version,
            sync: serde_json::from_str(&row.sync)?,
            reconcile_at: Timestamp::from_i64(row.reconcile_at),
            updated_at: Timestamp::from_i64(row.updated_at),
        })
    }
}

/// Connects a workspace, or replaces its connection; what is kept in step stays as it was.
///
/// # Errors
/// A breakdown of the database.
pub async fn put(tx: &mut Tx, workspace: &Workspace) -> Result<(), StoreError> {
    const SQL: &str = "
        INSERT INTO workspaces
            (client_id, site, service_user_id, sealed_token, sealed_secret, version, sync,
             reconcile_at, updated_at)
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)
        ON CONFLICT (client_id) DO UPDATE SET
            site = excluded.site,
            service_user_id = excluded.service_user_id,
            sealed_token = excluded.sealed_token,
            sealed_secret = excluded.sealed_secret,
            version = excluded.version,
            updated_at = excluded.updated_at";
    execute!(
        tx,
        SQL,
        workspace.client_id.as_uuid(),
        workspace.site.clone(),
        workspace.service_user_id.clone(),
        workspace.sealed_token.clone(),
        workspace.sealed_secret.clone(),
        workspace.version.clone(),
        serde_json::to_string(&workspace.sync)?,
        workspace.reconcile_at.as_i64(),
        workspace.updated_at.as_i64(),
    )
    .map(|_| ())
}

/// The connection of a workspace.
///
/// # Errors
/// A breakdown of the database.
pub async fn by_client(
    conn: &mut Conn,
    client: ClientRowId,
) -> Result<Option<Workspace>, StoreError> {
    const SQL: &str = "
        SELECT client_id, site, service_user_id, sealed_token, sealed_secret, version, sync,
            reconcile_at, updated_at
        FROM workspaces WHERE client_id = $1";
    let row = fetch_optional!(conn, WorkspaceRow, SQL, client.as_uuid())?;
    row.map(Workspace::try_from).transpose()
}

/// Every connection.
///
/// # Errors
/// A breakdown of the database.
pub async fn all(conn: &mut Conn) -> Result<Vec<Workspace>, StoreError> {
    const SQL: &str = "
        SELECT client_id, site, service_user_id, sealed_token, sealed_secret, version, sync,
            reconcile_at, updated_at
        FROM workspaces ORDER BY client_id";
    let rows = fetch_all!(conn, WorkspaceRow, SQL)?;
    rows.into_iter().map(Workspace::try_from).collect()
}

/// Forgets a connection; `false` if there was none.
///
/// # Errors
/// A breakdown of the database.
pub async fn delete(tx: &mut Tx, client: ClientRowId) -> Result<bool, StoreError> {
    const SQL: &str = "DELETE FROM workspaces WHERE client_id = $1";
    Ok(execute!(tx, SQL, client.as_uuid())? == 1)
}

/// Sets what is kept in step; `false` if the workspace is not connected.
///
/// # Errors
/// A breakdown of the database.
pub async fn set_sync(
    tx: &mut Tx,
    client: ClientRowId,
    sync: &SyncSettings,
    now: Timestamp,
) -> Result<bool, StoreError> {
    const SQL: &str = "UPDATE workspaces SET sync = $2, updated_at = $3 WHERE client_id = $1";
    let sync = serde_json::to_string(sync)?;
    Ok(execute!(tx, SQL, client.as_uuid(), sync, now.as_i64())? == 1)
}

/// Notes the version that a workspace told.
///
/// # Errors
/// A breakdown of the database.
pub async fn set_version(
    tx: &mut Tx,
    client: ClientRowId,
    version: &str,
) -> Result<bool, StoreError> {
    const SQL: &str = "UPDATE workspaces SET version = $2 WHERE client_id = $1 AND version <> $2";
    Ok(execute!(tx, SQL, client.as_uuid(), version.to_owned())? == 1)
}

/// Takes the comparison of a workspace's accounts for oneself; `false` if another server did.
///
/// # Errors
/// A breakdown of the database.
pub async fn take_reconciliation(
    tx: &mut Tx,
    workspace: &Workspace,
    next: Timestamp,
) -> Result<bool, StoreError> {
    const SQL: &str = "
        UPDATE workspaces SET reconcile_at = $3 WHERE client_id = $1 AND reconcile_at = $2";
    let seen = workspace.reconcile_at.as_i64();
    Ok(execute!(tx, SQL, workspace.client_id.as_uuid(), seen, next.as_i64())? == 1)
}
