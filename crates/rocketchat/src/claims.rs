//! What Rocket.Chat makes of a userinfo answer.
//!
//! Reading order: `fields` and `template` (how a field setting finds its value), `identity` (the
//! account that comes out), `warning` (what is wrong, typed), `hazard` (claims that must not be
//! sent), `username` (names that Rocket.Chat can mention).

mod fields;
mod hazard;
mod identity;
mod template;
mod username;
mod warning;

pub use fields::FieldSettings;
pub use hazard::{Hazard, LARGEST_USERINFO, claim_hazard, value_hazards};
pub use identity::{ChatIdentity, Reading, read_identity};
pub use template::{FieldTemplate, Piece};
pub use username::{LONGEST_USERNAME, is_safe_username, sanitise_username, with_suffix};
pub use warning::Warning;
