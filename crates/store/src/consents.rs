//! What people agreed to.

use gantry_core::Timestamp;
use gantry_core::client::ClientRowId;
use gantry_core::consent::Consent;
use gantry_core::scope::ScopeSet;
use gantry_core::user::UserId;
use uuid::Uuid;

use crate::backend::{Conn, Tx, execute, fetch_all, fetch_optional, row};
use crate::error::StoreError;

row!(ConsentRow {
    user_id: Uuid,
    client_id: Uuid,
    scopes: String,
    claims: String,
    granted_at: i64
});

impl From<ConsentRow> for Consent {
    fn from(row: ConsentRow) -> Self {
        Self {
            user_id: UserId::from_uuid(row.user_id),
            client_id: ClientRowId::from_uuid(row.client_id),
            scopes: ScopeSet::parse_known(&row.scopes),
            claims: row.claims.split_whitespace().map(str::to_owned).collect(),
            granted_at: Timestamp::from_i64(row.granted_at),
        }
    }
}

/// Writes an agreement over an older one.
///
/// # Errors
/// A breakdown of the database.
pub async fn grant(tx: &mut Tx, consent: &Consent) -> Result<(), StoreError> {
    const SQL: &str = "
        INSERT INTO consents (user_id, client_id, scopes, claims, granted_at)
        VALUES ($1, $2, $3, $4, $5)
        ON CONFLICT (user_id, client_id)
        DO UPDATE SET scopes = excluded.scopes, claims = excluded.claims,
            granted_at = excluded.granted_at";
    let scopes = consent.scopes.to_string();
    // Names of claims that Gantry has: none holds a space.
    let claims: Vec<&str> = consent.claims.iter().map(String::as_str).collect();
    let claims = claims.join(" ");
    let granted_at = consent.granted_at.as_i64();
    execute!(
        tx,
        SQL,
        consent.user_id.as_uuid(),
        consent.client_id.as_uuid(),
        scopes,
        claims,
        granted_at
    )
    .map(|_| ())
}

/// A person's agreement with one client.
///
/// # Errors
/// A breakdown of the database.
pub async fn find(
    conn: &mut Conn,
    user: UserId,
    client: ClientRowId,
) -> Result<Option<Consent>, StoreError> {
    const SQL: &str = "
        SELECT user_id, client_id, scopes, claims, granted_at
        FROM consents WHERE user_id = $1 AND client_id = $2";
    let row = fetch_optional!(conn, ConsentRow, SQL, user.as_uuid(), client.as_uuid())?;
    Ok(row.map(Consent::from))
}

/// Everything a person agreed to.
///
/// # Errors
/// A breakdown of the database.
pub async fn of_user(conn: &mut Conn, user: UserId) -> Result<Vec<Consent>, StoreError> {
    const SQL: &str = "
        SELECT user_id, client_id, scopes, claims, granted_at
        FROM consents WHERE user_id = $1 AND scopes <> ''
        ORDER BY client_id
        LIMIT 1000";
    let rows = fetch_all!(conn, ConsentRow, SQL, user.as_uuid())?;
    Ok(rows.into_iter().map(Consent::from).collect())
}

/// Takes an agreement back: what was issued before `before` stops working.
///
/// # Errors
/// A breakdown of the database.
pub async fn withdraw(
    tx: &mut Tx,
    user: UserId,
    client: ClientRowId,
    before: Uuid,
    now: Timestamp,
) -> Result<(), StoreError> {
    const SQL: &str = "
        INSERT INTO consents (user_id, client_id, scopes, granted_at, revoked_before)
        VALUES ($1, $2, '', $3, $4)
        ON CONFLICT (user_id, client_id)
        DO UPDATE SET scopes = '', claims = '', revoked_before = excluded.revoked_before";
    execute!(
        tx,
        SQL,
        user.as_uuid(),
        client.as_uuid(),
        now.as_i64(),
        before
    )
    .map(|_| ())
}
