//! Lists, a page at a time: `next` of a page is the `cursor` of the one behind it.

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use gantry_accounts::{Error, Refusal};
use gantry_core::Invalid;
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

/// Rows of a page unless the caller says otherwise.
const ROWS: i64 = 50;
/// The most rows of a page.
const MOST: i64 = 200;
const CURSOR_RULE: Invalid = Invalid::new("cursor", "is what another page said as its `next`");

/// One page of a list.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct Page<T> {
    /// What is on it.
    pub(super) items: Vec<T>,
    /// The `cursor` of the next page; missing on the last one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) next: Option<String>,
}

/// Which page.
#[derive(Debug, Default, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(super) struct PageQuery {
    /// `next` of the page before.
    pub(super) cursor: Option<String>,
    /// How many, 1 to 200; 50 unless said.
    pub(super) limit: Option<i64>,
}

impl PageQuery {
    /// Where the page begins, and how many rows it has.
    pub(super) fn place<T: DeserializeOwned>(&self) -> Result<(Option<T>, i64), Error> {
        place(self.cursor.as_deref(), self.limit)
    }
}

/// Where a page begins, and how many rows it has.
pub(super) fn place<T: DeserializeOwned>(
    cursor: Option<&str>,
    limit: Option<i64>,
) -> Result<(Option<T>, i64), Error> {
    Ok((position(cursor)?, rows(limit)?))
}

/// How many rows a page has.
pub(super) fn rows(limit: Option<i64>) -> Result<i64, Invalid> {
    match limit {
        None => Ok(ROWS),
        Some(limit) if (1..=MOST).contains(&limit) => Ok(limit),
        Some(_) => Err(Invalid::new("limit", "is 1 to 200")),
    }
}

/// Where a page begins.
pub(super) fn position<T: DeserializeOwned>(cursor: Option<&str>) -> Result<Option<T>, Refusal> {
    let Some(cursor) = cursor else {
        return Ok(None);
    };
    let bytes = URL_SAFE_NO_PAD.decode(cursor).map_err(|_| CURSOR_RULE)?;
    let position = serde_json::from_slice(&bytes).map_err(|_| CURSOR_RULE)?;
    Ok(Some(position))
}

/// A position in words that nobody should read.
pub(super) fn cursor(position: &impl Serialize) -> Option<String> {
    let bytes = serde_json::to_vec(position).ok()?;
    Some(URL_SAFE_NO_PAD.encode(bytes))
}

/// A page out of rows, of which there may be more behind a full one.
pub(super) fn page<R, T, P: Serialize>(
    rows: Vec<R>,
    limit: i64,
    at: impl Fn(&R) -> P,
    shown: impl FnMut(R) -> T,
) -> Page<T> {
    Page {
        next: behind(&rows, limit, at),
        items: rows.into_iter().map(shown).collect(),
    }
}

/// The cursor of what may be behind these rows.
pub(super) fn behind<R, P: Serialize>(
    rows: &[R],
    limit: i64,
    at: impl Fn(&R) -> P,
) -> Option<String> {
    let full = i64::try_from(rows.len()).is_ok_and(|count| count >= limit);
    let last = rows.last().filter(|_| full)?;
    cursor(&at(last))
}
