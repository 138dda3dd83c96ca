//! What a back-up holds, and what it leaves out.

/// What is copied, in an order in which no row comes before what it refers to.
pub const KEPT: [&str; 21] = [
    "config_version",
    "settings",
    "users",
    "user_words",
    "used_identifiers",
    "groups",
    "memberships",
    "clients",
    "client_secrets",
    "signing_keys",
    "consents",
    "audit",
    "workspaces",
    "chat_accounts",
    "registrations",
    "used_assertions",
    "totp_factors",
    "passkeys",
    "images",
    "trail_counts",
    "jobs",
];

const BEARER: &str = "whoever holds one enters: what was ended since would work again";
const ONCE: &str = "good for one use: what was used since would work again";
const DONE: &str = "work that may be done by now: it would be done again";
const PASSING: &str = "over within minutes, and about what is not there any more";

/// What is not copied, and why. Tables that refer to others come first.
pub const LEFT_OUT: [(&str, &str); 25] = [
    ("sessions", BEARER),
    ("access_tokens", BEARER),
    ("client_tokens", BEARER),
    ("refresh_tokens", BEARER),
    ("refresh_families", BEARER),
    ("api_tokens", BEARER),
    ("bridge_sessions", BEARER),
    ("chat_sessions", BEARER),
    ("codes", ONCE),
    ("device_codes", ONCE),
    ("hand_offs", ONCE),
    ("mail_links", ONCE),
    ("recovery_codes", ONCE),
    ("setup_links", ONCE),
    ("initial_access_tokens", ONCE),
    ("sign_ins", ONCE),
    ("ceremonies", ONCE),
    ("authorization_requests", PASSING),
    ("pushed_requests", PASSING),
    ("throttles", PASSING),
    ("chat_tasks", DONE),
    ("mail_outbox", DONE),
    ("logout_tasks", DONE),
    ("session_clients", DONE),
    ("backups", "about files that lie beside the former database"),
];
