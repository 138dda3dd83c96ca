//! What was asked for beside scopes: a document in one column, NULL if nothing was.

use gantry_core::authorization::Requested;

use crate::error::StoreError;

pub(crate) fn column(requested: &Requested) -> Result<Option<String>, StoreError> {
    if *requested == Requested::default() {
        return Ok(None);
    }
    Ok(Some(serde_json::to_string(requested)?))
}

pub(crate) fn read(column: Option<&str>) -> Result<Requested, StoreError> {
    match column {
        Some(text) => Ok(serde_json::from_str(text)?),
        None => Ok(Requested::default()),
    }
}
