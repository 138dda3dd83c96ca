//! Device codes: asked for by a device, answered by a person, redeemed once.

use gantry_core::client::ClientRowId;
use gantry_core::correlation::Correlation;
use gantry_core::device_code::{DeviceAnswer, DeviceApproval, DeviceCode, DeviceCodeId, UserCode};
use gantry_core::scope::ScopeSet;
use gantry_core::session::SessionId;
use gantry_core::user::UserId;
use gantry_core::{Digest, Seconds, Timestamp};
use uuid::Uuid;

use crate::backend::{Conn, Tx, execute, fetch_optional, row};
use crate::error::StoreError;
use crate::requested;
use crate::sessions::SessionLimits;

row!(CodeRow {
    id: Uuid,
    user_code: String,
    client_id: Uuid,
    scopes: String,
    requested: Option<String>,
    correlation: i64,
    pause: i64,
    expires_at: i64,
});

row!(DeviceRow {
    digest: Vec<u8>,
    approval_id: Option<Uuid>,
    user_id: Option<Uuid>,
    session_id: Option<Uuid>,
    authenticated_at: Option<i64>,
    methods: String,
    entered: String,
    denied_at: Option<i64>,
    redeemed_at: Option<i64>,
    session_ended_at: Option<i64>,
    session_created_at: Option<i64>,
    session_seen_at: Option<i64>,
    user_disabled: Option<bool>,
    user_revoked_before: Option<Uuid>,
    consent_revoked_before: Option<Uuid>,
} + code: CodeRow);

/// A stored device code with what decides whether it holds.
#[derive(Debug, Clone)]
pub struct FoundDeviceCode {
    /// The code.
    pub code: DeviceCode,
    /// What its secret must digest to.
    pub digest: Digest,
    /// What became of it so far.
    pub answer: DeviceAnswer,
}

/// Stores a code; `false` if its user code is taken.
///
/// # Errors
/// A breakdown of the database.
pub async fn insert(tx: &mut Tx, code: &DeviceCode, digest: Digest) -> Result<bool, StoreError> {
    const SQL: &str = "
        INSERT INTO device_codes
            (id, digest, user_code, client_id, scopes, requested, correlation, pause, expires_at)
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)
        ON CONFLICT (user_code) DO NOTHING";
    let changed = execute!(
        tx,
        SQL,
        code.id.as_uuid(),
        digest.as_bytes().to_vec(),
        code.user_code.as_str().to_owned(),
        code.client_id.as_uuid(),
        code.scopes.to_string(),
        requested::column(&code.requested)?,
        code.correlation.as_i64(),
        code.pause.as_i64(),
        code.expires_at.as_i64(),
    )?;
    Ok(changed == 1)
}

/// A code, whatever its state.
///
/// # Errors
/// A breakdown of the database.
pub async fn find(
    conn: &mut Conn,
    id: DeviceCodeId,
    limits: SessionLimits,
) -> Result<Option<FoundDeviceCode>, StoreError> {
    const SQL: &str = "
        SELECT d.id, d.digest, d.user_code, d.client_id, d.scopes, d.requested, d.correlation,
            d.pause, d.expires_at, d.approval_id, d.user_id, d.session_id, d.authenticated_at,
            d.methods, d.entered, d.denied_at, d.redeemed_at, s.ended_at AS session_ended_at,
            s.created_at AS session_created_at, s.last_seen_at AS session_seen_at,
            u.disabled AS user_disabled, u.revoked_before AS user_revoked_before,
            k.revoked_before AS consent_revoked_before
        FROM device_codes d
        LEFT JOIN sessions s ON s.id = d.session_id
        LEFT JOIN users u ON u.id = d.user_id
        LEFT JOIN consents k ON k.user_id = d.user_id AND k.client_id = d.client_id
        WHERE d.id = $1";
    let Some(row) = fetch_optional!(conn, DeviceRow, SQL, id.as_uuid())? else {
        return Ok(None);
    };
    Ok(Some(FoundDeviceCode {
        digest: Digest::from_slice(&row.digest)?,
        answer: answer(&row, limits),
        code: row.code.try_into()?,
    }))
}

/// A code that waits for a person, by what the person types.
///
/// # Errors
/// A breakdown of the database.
pub async fn open(
    conn: &mut Conn,
    user_code: &UserCode,
    now: Timestamp,
) -> Result<Option<DeviceCode>, StoreError> {
    const SQL: &str = "
        SELECT id, user_code, client_id, scopes, requested, correlation, pause, expires_at
        FROM device_codes
        WHERE user_code = $1 AND expires_at > $2 AND user_id IS NULL AND denied_at IS NULL";
    let user_code = user_code.as_str().to_owned();
    fetch_optional!(conn, CodeRow, SQL, user_code, now.as_i64())?
        .map(DeviceCode::try_from)
        .transpose()
}

impl TryFrom<CodeRow> for DeviceCode {
    type Error = StoreError;

    fn try_from(row: CodeRow) -> Result<Self, StoreError> {
        Ok(Self {
            id: DeviceCodeId::from_uuid(row.id),
            user_code: row.user_code.parse()?,
            client_id: ClientRowId::from_uuid(row.client_id),
            scopes: ScopeSet::parse_known(&row.scopes),
            requested: requested::read(row.requested.as_deref())?,
            correlation: Correlation::from_i64(row.correlation),
            pause: Seconds::new(row.pause),
            expires_at: Timestamp::from_i64(row.expires_at),
        })
    }
}

fn answer(row: &DeviceRow, limits: SessionLimits) -> DeviceAnswer {
    let approval = || {
        Some(DeviceApproval {
            id: row.approval_id?,
            user_id: UserId::from_uuid(row.user_id?),
            session_id: SessionId::from_uuid(row.session_id?),
            authenticated_at: Timestamp::from_i64(row.authenticated_at?),
            methods: row.methods.parse().ok()?,
            entry: row.entered.parse().ok()?,
        })
    };
    match approval() {
        Some(approval) if row.redeemed_at.is_some() => DeviceAnswer::Redeemed(approval),
        _ if row.denied_at.is_some() => DeviceAnswer::Denied,
        Some(approval) if stands(row, approval.id, limits) => DeviceAnswer::Approved(approval),
        Some(approval) => DeviceAnswer::Ended(approval),
        None => DeviceAnswer::Pending,
    }
}

fn stands(row: &DeviceRow, approval: Uuid, limits: SessionLimits) -> bool {
    row.session_ended_at.is_none()
        && row
            .session_created_at
            .is_some_and(|at| at > limits.created_after.as_i64())
        && row
            .session_seen_at
            .is_some_and(|at| at > limits.seen_after.as_i64())
        && row.user_disabled == Some(false)
        && row.user_revoked_before.is_none_or(|mark| approval > mark)
        && row
            .consent_revoked_before
            .is_none_or(|mark| approval > mark)
}

/// Notes that a person allowed it; `false` if it was answered before or has run out.
///
/// # Errors
/// A breakdown of the database.
pub async fn approve(
    tx: &mut Tx,
    id: DeviceCodeId,
    approval: DeviceApproval,
    now: Timestamp,
) -> Result<bool, StoreError> {
    const SQL: &str = "
        UPDATE device_codes
        SET approval_id = $2, user_id = $3, session_id = $4, authenticated_at = $5,
            methods = $7, entered = $8
        WHERE id = $1 AND user_id IS NULL AND denied_at IS NULL AND expires_at > $6";
    let changed = execute!(
        tx,
        SQL,
        id.as_uuid(),
        approval.id,
        approval.user_id.as_uuid(),
        approval.session_id.as_uuid(),
        approval.authenticated_at.as_i64(),
        now.as_i64(),
        approval.methods.to_string(),
        approval.entry.to_string(),
    )?;
    Ok(changed == 1)
}

/// Notes that a person said no; `false` if it was answered before or has run out.
///
/// # Errors
/// A breakdown of the database.
pub async fn deny(tx: &mut Tx, id: DeviceCodeId, now: Timestamp) -> Result<bool, StoreError> {
    const SQL: &str = "
        UPDATE device_codes SET denied_at = $2
        WHERE id = $1 AND user_id IS NULL AND denied_at IS NULL AND expires_at > $2";
    Ok(execute!(tx, SQL, id.as_uuid(), now.as_i64())? == 1)
}

/// Notes that a device asked; `false` if it asked too soon, and from now on has to wait five
/// seconds longer. RFC 8628 §3.5. <https://www.rfc-editor.org/rfc/rfc8628#section-3.5>
///
/// # Errors
/// A breakdown of the database.
pub async fn poll(tx: &mut Tx, id: DeviceCodeId, now: Timestamp) -> Result<bool, StoreError> {
    // Whole seconds are kept: a device that keeps to its pause may seem a second early.
    const IN_TIME: &str = "
        UPDATE device_codes SET polled_at = $2
        WHERE id = $1 AND (polled_at IS NULL OR polled_at + pause <= $2 + 1)";
    const TOO_SOON: &str = "
        UPDATE device_codes SET polled_at = $2, pause = pause + 5 WHERE id = $1";
    if execute!(tx, IN_TIME, id.as_uuid(), now.as_i64())? == 1 {
        return Ok(true);
    }
    execute!(tx, TOO_SOON, id.as_uuid(), now.as_i64())?;
    Ok(false)
}

/// Redeems a code that a person allowed; `false` if it was redeemed or burnt before or has run out.
///
/// # Errors
/// A breakdown of the database.
pub async fn redeem(tx: &mut Tx, id: DeviceCodeId, now: Timestamp) -> Result<bool, StoreError> {
    const SQL: &str = "
        UPDATE device_codes SET redeemed_at = $2
        WHERE id = $1
          AND user_id IS NOT NULL
          AND redeemed_at IS NULL
          AND denied_at IS NULL
          AND expires_at > $2";
    Ok(execute!(tx, SQL, id.as_uuid(), now.as_i64())? == 1)
}

/// Makes a code worthless that was not redeemed; `false` if it was.
///
/// # Errors
/// A breakdown of the database.
pub async fn burn(tx: &mut Tx, id: DeviceCodeId, now: Timestamp) -> Result<bool, StoreError> {
    const SQL: &str = "
        UPDATE device_codes SET denied_at = $2
        WHERE id = $1 AND redeemed_at IS NULL AND denied_at IS NULL";
    Ok(execute!(tx, SQL, id.as_uuid(), now.as_i64())? == 1)
}

/// Ends what the first use of a code issued, if that was before a time.
///
/// # Errors
/// A breakdown of the database.
pub async fn revoke_issue(
    tx: &mut Tx,
    id: DeviceCodeId,
    before: Timestamp,
    now: Timestamp,
    until: Timestamp,
) -> Result<(), StoreError> {
    const SQL: &str = "
        INSERT INTO refresh_families
            (id, client_id, user_id, scopes, authenticated_at, correlation, revoked_at, expires_at)
        SELECT approval_id, client_id, user_id, '', authenticated_at, correlation, $2, $3
        FROM device_codes WHERE id = $1 AND redeemed_at < $4
        ON CONFLICT (id) DO UPDATE SET revoked_at = $2 WHERE refresh_families.revoked_at IS NULL";
    let [before, now, until] = [before, now, until].map(Timestamp::as_i64);
    execute!(tx, SQL, id.as_uuid(), now, until, before).map(|_| ())
}
