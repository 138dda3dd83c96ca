//! User names and addresses that were ever used, so that none is given to somebody else.

use gantry_core::user::Subject;
use gantry_core::{Digest, Timestamp};

use crate::backend::{Tx, execute, fetch_optional, row};
use crate::error::StoreError;

row!(OwnerRow { subject: String });

/// Takes a name for a subject; `false` if it ever belonged to another one.
///
/// # Errors
/// A breakdown of the database.
pub async fn claim(
    tx: &mut Tx,
    name: Digest,
    subject: &Subject,
    now: Timestamp,
) -> Result<bool, StoreError> {
    const ADD: &str = "
        INSERT INTO used_identifiers (digest, subject, used_at) VALUES ($1, $2, $3)
        ON CONFLICT DO NOTHING";
    const OWNER: &str = "SELECT subject FROM used_identifiers WHERE digest = $1";
    let digest = name.as_bytes().to_vec();
    let owner = subject.as_str().to_owned();
    if execute!(tx, ADD, digest.clone(), owner.clone(), now.as_i64())? == 1 {
        return Ok(true);
    }
    let row = fetch_optional!(tx, OwnerRow, OWNER, digest)?;
    Ok(row.is_some_and(|row| row.subject == owner))
}

/// Gives a name free again; `false` if it was never used.
///
/// # Errors
/// A breakdown of the database.
pub async fn release(tx: &mut Tx, name: Digest) -> Result<bool, StoreError> {
    const SQL: &str = "DELETE FROM used_identifiers WHERE digest = $1";
    Ok(execute!(tx, SQL, name.as_bytes().to_vec())? == 1)
}
