//! Pages on the way in and out: anybody may knock.

use super::Declared;

/// Anybody sees it.
const OPEN: &str = "222222";
/// Anybody may ask; what comes of it depends on the request.
const ASK: &str = "PPPPPP";

/// Nobody's sign-in waits for it: at most sent to where one begins.
const KNOCK: &str = "??????";

pub(super) const ROUTES: &[Declared] = &[
    ("GET", "/", "L3333L"),
    ("GET", "/login", "2PPPP2"),
    ("POST", "/login", ASK),
    ("GET", "/consent", ASK),
    ("POST", "/consent", ASK),
    ("GET", "/device", "LPPPPL"),
    ("POST", "/device", "LPPPPL"),
    ("GET", "/select-account", ASK),
    ("POST", "/select-account", ASK),
    ("GET", "/logout", ASK),
    ("POST", "/logout", ASK),
    ("GET", "/logged-out", OPEN),
    ("GET", "/setup", ASK),
    ("POST", "/setup", ASK),
    ("POST", "/preferences", ASK),
    ("GET", "/assets/{file}", "NNNNNN"),
    ("GET", "/avatar/{handle}", "NNNNNN"),
    ("GET", "/theme.css", "444444"),
    ("GET", "/login/factor", KNOCK),
    ("POST", "/login/factor", KNOCK),
    ("GET", "/login/enrol", KNOCK),
    ("POST", "/login/enrol", KNOCK),
    ("GET", "/login/step-up", "?PPPP?"),
    ("POST", "/login/step-up", KNOCK),
    ("POST", "/login/passkey", ASK),
    ("POST", "/login/passkey/question", ASK),
    ("GET", "/recover", ASK),
    ("POST", "/recover", ASK),
    ("GET", "/recover/{link}", ASK),
    ("POST", "/recover/{link}", ASK),
    ("GET", "/verify", ASK),
    ("GET", "/verify/{link}", "LPPPPL"),
    ("POST", "/verify/{link}", "LPPPPL"),
    ("GET", "/invitation/{link}", ASK),
    ("POST", "/invitation/{link}", ASK),
];
