//! What every request passes on its way in and out.
//!
//! [`state`] is what handlers share; [`visitor`] says who is asking, [`form`] whether a posted form
//! is one of ours; [`cookies`] and [`client_address`] read the request, [`frame`] turns refusals of
//! pages into pages, [`headers`] and [`layers`] wrap everything.

pub(crate) mod client_address;
pub(crate) mod cookies;
pub(crate) mod form;
pub(crate) mod form_base;
pub(crate) mod frame;
pub(crate) mod headers;
pub(crate) mod layers;
pub(crate) mod local_path;
pub(crate) mod state;
pub(crate) mod upload;
pub(crate) mod visitor;
