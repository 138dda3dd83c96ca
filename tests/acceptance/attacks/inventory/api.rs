//! `/api/v1`: neither a session nor a token of an application opens it, only a token of its own.

use super::Declared;

/// Its description.
const OPEN: &str = "222222";
/// Nobody here has a token of it.
const CLOSED: &str = "UUUUUU";
/// There is nothing.
const NOTHING: &str = "NNNNNN";

pub(super) const ROUTES: &[Declared] = &[
    ("GET", "/api", NOTHING),
    ("GET", "/api/{*rest}", NOTHING),
    ("GET", "/api/v1/api-tokens", CLOSED),
    ("POST", "/api/v1/api-tokens", CLOSED),
    ("DELETE", "/api/v1/api-tokens/{id}", CLOSED),
    ("GET", "/api/v1/applications", CLOSED),
    ("POST", "/api/v1/applications", CLOSED),
    ("DELETE", "/api/v1/applications/{slug}", CLOSED),
    ("GET", "/api/v1/applications/{slug}", CLOSED),
    ("PATCH", "/api/v1/applications/{slug}", CLOSED),
    ("GET", "/api/v1/applications/{slug}/access", CLOSED),
    ("PUT", "/api/v1/applications/{slug}/access", CLOSED),
    ("POST", "/api/v1/applications/{slug}/disable", CLOSED),
    ("POST", "/api/v1/applications/{slug}/enable", CLOSED),
    (
        "POST",
        "/api/v1/applications/{slug}/rocketchat/check",
        CLOSED,
    ),
    (
        "GET",
        "/api/v1/applications/{slug}/rocketchat/settings",
        CLOSED,
    ),
    ("GET", "/api/v1/applications/{slug}/secrets", CLOSED),
    ("POST", "/api/v1/applications/{slug}/secrets", CLOSED),
    ("DELETE", "/api/v1/applications/{slug}/secrets/{id}", CLOSED),
    ("POST", "/api/v1/apply", CLOSED),
    ("GET", "/api/v1/export", CLOSED),
    ("GET", "/api/v1/groups", CLOSED),
    ("POST", "/api/v1/groups", CLOSED),
    ("DELETE", "/api/v1/groups/{id}", CLOSED),
    ("GET", "/api/v1/groups/{id}", CLOSED),
    ("PATCH", "/api/v1/groups/{id}", CLOSED),
    ("GET", "/api/v1/groups/{id}/members", CLOSED),
    ("DELETE", "/api/v1/groups/{id}/members/{user}", CLOSED),
    ("PUT", "/api/v1/groups/{id}/members/{user}", CLOSED),
    ("GET", "/api/v1/keys", CLOSED),
    ("POST", "/api/v1/keys/rotate", CLOSED),
    ("GET", "/api/v1/me", CLOSED),
    ("GET", "/api/v1/openapi.json", OPEN),
    ("GET", "/api/v1/settings/{section}", CLOSED),
    ("PATCH", "/api/v1/settings/{section}", CLOSED),
    ("GET", "/api/v1/trail", CLOSED),
    ("GET", "/api/v1/trail/sign-ins/{code}", CLOSED),
    ("GET", "/api/v1/users", CLOSED),
    ("POST", "/api/v1/users", CLOSED),
    ("DELETE", "/api/v1/users/{id}", CLOSED),
    ("GET", "/api/v1/users/{id}", CLOSED),
    ("PATCH", "/api/v1/users/{id}", CLOSED),
    ("POST", "/api/v1/users/{id}/disable", CLOSED),
    ("POST", "/api/v1/users/{id}/enable", CLOSED),
    ("POST", "/api/v1/users/{id}/factors/reset", CLOSED),
    ("GET", "/api/v1/users/{id}/groups", CLOSED),
    ("PUT", "/api/v1/users/{id}/groups", CLOSED),
    ("PUT", "/api/v1/users/{id}/password", CLOSED),
    ("DELETE", "/api/v1/users/{id}/sessions", CLOSED),
    ("GET", "/api/v1/users/{id}/sessions", CLOSED),
    ("DELETE", "/api/v1/users/{id}/sessions/{session}", CLOSED),
    ("POST", "/api/v1/users/{id}/unlock", CLOSED),
];
