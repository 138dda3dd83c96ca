//! What pages behind one-time links share.
//!
//! Their address holds the link's token. It goes to no other site: they load nothing from anywhere
//! else, and what browsers tell others of the page they come from stays on the same origin.

use axum::http::StatusCode;
use gantry_accounts::{Error, Refusal};

use crate::error::HttpError;
use crate::refusals::mendable;

/// Sets apart what can be mended in the form. A link that does not work ends on a page that says
/// why; it is gone, not broken.
pub(crate) fn unless_over<T>(result: Result<T, Error>) -> Result<Result<T, Refusal>, HttpError> {
    match mendable(result)? {
        Err(refusal @ (Refusal::LinkOver | Refusal::LinkUsed | Refusal::LinkExpired)) => {
            Err(HttpError::problem(StatusCode::GONE, refusal.code()))
        }
        other => Ok(other),
    }
}

/// The same where there is no form.
pub(crate) fn working<T>(result: Result<T, Error>) -> Result<T, HttpError> {
    unless_over(result)?.map_err(HttpError::from)
}
