//! What programs call: cookies of people mean nothing here.

use super::Declared;

/// A public document.
const OPEN: &str = "222222";
/// A client must say who it is.
const CLIENT: &str = "UUUUUU";
/// The request is wrong, whoever sends it.
const WRONG: &str = "444444";
/// It is not there, or not switched on.
const NOTHING: &str = "NNNNNN";

pub(super) const ROUTES: &[Declared] = &[
    ("GET", "/healthz", OPEN),
    ("GET", "/readyz", OPEN),
    ("GET", "/metrics", NOTHING),
    ("GET", "/.well-known/openid-configuration", OPEN),
    ("GET", "/.well-known/oauth-authorization-server", OPEN),
    ("GET", "/.well-known/jwks.json", OPEN),
    ("GET", "/.well-known/webfinger", WRONG),
    ("GET", "/application/o/{slug}", OPEN),
    (
        "GET",
        "/application/o/{slug}/.well-known/openid-configuration",
        OPEN,
    ),
    (
        "GET",
        "/.well-known/oauth-authorization-server/application/o/{slug}",
        OPEN,
    ),
    ("GET", "/application/o/{slug}/jwks", OPEN),
    ("POST", "/application/o/token", CLIENT),
    ("POST", "/application/o/revoke", CLIENT),
    ("POST", "/application/o/introspect", CLIENT),
    ("POST", "/application/o/par", CLIENT),
    ("POST", "/application/o/device", CLIENT),
    // The one thing that a client's token is for.
    ("GET", "/application/o/userinfo", "UUUUU2"),
    ("POST", "/application/o/userinfo", "UUUUU2"),
    ("POST", "/application/o/register", "PPPPPP"),
    ("GET", "/application/o/register/{client_id}", NOTHING),
    ("PUT", "/application/o/register/{client_id}", NOTHING),
    ("DELETE", "/application/o/register/{client_id}", NOTHING),
    ("GET", "/application/o/authorize", WRONG),
    ("POST", "/application/o/authorize", WRONG),
    ("GET", "/application/o/end-session", "PPPPPP"),
    ("POST", "/application/o/end-session", "PPPPPP"),
    ("GET", "/application/o/{slug}/end-session", "PPPPPP"),
    ("POST", "/application/o/{slug}/end-session", "PPPPPP"),
    // Rocket.Chat's iframe mode.
    ("GET", "/rocketchat/api", "FFFFFF"),
    ("POST", "/rocketchat/api", "FFFFFF"),
    ("GET", "/rocketchat/{slug}/api", "FFFFFF"),
    ("POST", "/rocketchat/{slug}/api", "NNNNNN"),
    ("GET", "/rocketchat/{slug}/login", "PPPPPP"),
    ("GET", "/rocketchat/{slug}/window", "L3333L"),
    ("GET", "/rocketchat/redirect", "PPPPPP"),
    ("GET", "/rocketchat/{slug}/logout", "PPPPPP"),
    ("POST", "/rocketchat/{slug}/logout", "PPPPPP"),
    ("POST", "/rocketchat/{slug}/redeem", "PPPPPP"),
    ("POST", "/rocketchat/{slug}/token", "PPPPPP"),
];
