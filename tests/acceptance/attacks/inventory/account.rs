//! `/account` and what else is for anybody who is signed in.

use super::Declared;

/// Pages and acts of one's own, whatever the role.
const OWN: &str = "L2222L";
const OWN_ACT: &str = "LPPPPL";

pub(super) const ROUTES: &[Declared] = &[
    ("GET", "/apps", OWN),
    ("GET", "/application/launch/{slug}", OWN_ACT),
    ("GET", "/account", OWN),
    ("POST", "/account/profile", OWN_ACT),
    ("GET", "/account/email", OWN),
    ("POST", "/account/email", OWN_ACT),
    ("POST", "/account/email/prove", OWN_ACT),
    ("POST", "/account/password", OWN_ACT),
    ("POST", "/account/sessions/end-others", OWN_ACT),
    ("POST", "/account/sessions/{id}/end", OWN_ACT),
    ("POST", "/account/applications/{slug}/withdraw", OWN_ACT),
    ("GET", "/account/applications", OWN),
    ("GET", "/account/sessions", OWN),
    ("GET", "/account/history", OWN),
    ("POST", "/account/picture", OWN_ACT),
    ("POST", "/account/picture/remove", OWN_ACT),
    ("GET", "/account/factors", OWN),
    ("GET", "/account/factors/new", OWN_ACT),
    ("POST", "/account/factors/new", OWN_ACT),
    ("POST", "/account/factors/recovery-codes", OWN_ACT),
    ("POST", "/account/factors/{id}/rename", OWN_ACT),
    ("POST", "/account/factors/{id}/remove", OWN_ACT),
    // Tokens of the API are for those with a role.
    ("GET", "/account/api-tokens", "LFPPPL"),
    ("POST", "/account/api-tokens", "LFPPPL"),
    ("POST", "/account/api-tokens/{id}/end", "LFPPPL"),
];
