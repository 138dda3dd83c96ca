//! What second factors a person has.

use gantry_core::user::UserId;

use crate::backend::{Conn, fetch_optional, row};
use crate::error::StoreError;

row!(HeldRow {
    totps: i64,
    passkeys: i64,
    recovery_codes: i64,
});

/// How many factors somebody has.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Held {
    /// Applications that make one-time passwords.
    pub totps: i64,
    /// Passkeys.
    pub passkeys: i64,
    /// Recovery codes that were not used.
    pub recovery_codes: i64,
}

/// Counts a person's factors.
///
/// # Errors
/// A breakdown of the database.
pub async fn held(conn: &mut Conn, user: UserId) -> Result<Held, StoreError> {
    const SQL: &str = "
        SELECT
            (SELECT count(*) FROM totp_factors WHERE user_id = $1) AS totps,
            (SELECT count(*) FROM passkeys WHERE user_id = $1) AS passkeys,
            (SELECT count(*) FROM recovery_codes WHERE user_id = $1 AND used_at IS NULL)
                AS recovery_codes";
    let row = fetch_optional!(conn, HeldRow, SQL, user.as_uuid())?;
    Ok(row.map_or_else(Held::default, |row| Held {
        totps: row.totps,
        passkeys: row.passkeys,
        recovery_codes: row.recovery_codes,
    }))
}
