//! `/admin`: pages for everybody with a role, acts for those whose role reaches so far.

use super::Declared;

/// Pages: anybody with a role reads them.
const READ: &str = "LF222L";
/// Acts of administrators.
const CHANGE: &str = "LFFFPL";
/// Acts of the helpdesk.
const HELP: &str = "LFPFPL";
/// Pages about something that is not there in the test, for anybody with a role.
const READ_NOTHING: &str = "LFNNNL";

/// What anybody with a role may ask for.
const ASK: &str = "LFPPPL";

pub(super) const ROUTES: &[Declared] = &[
    ("GET", "/admin", READ),
    ("GET", "/admin/trail", READ),
    ("GET", "/admin/trail/{code}", READ_NOTHING),
    ("GET", "/admin/keys", READ),
    ("POST", "/admin/keys/rotate", CHANGE),
    ("GET", "/admin/mail", READ),
    ("POST", "/admin/mail", CHANGE),
    ("POST", "/admin/mail/test", CHANGE),
    ("POST", "/admin/mail/again", CHANGE),
    ("POST", "/admin/mail/off", CHANGE),
    ("GET", "/admin/invitations", READ),
    ("POST", "/admin/invitations", HELP),
    ("POST", "/admin/invitations/{id}/withdraw", HELP),
    // People.
    ("GET", "/admin/people", READ),
    ("POST", "/admin/people", CHANGE),
    ("GET", "/admin/people/import", READ),
    ("POST", "/admin/people/import", CHANGE),
    ("POST", "/admin/people/export", CHANGE),
    ("GET", "/admin/people/{id}", READ),
    ("POST", "/admin/people/{id}", CHANGE),
    ("GET", "/admin/people/{id}/history", READ),
    ("POST", "/admin/people/{id}/groups", CHANGE),
    ("POST", "/admin/people/{id}/password", HELP),
    ("POST", "/admin/people/{id}/recovery", HELP),
    ("POST", "/admin/people/{id}/unlock", HELP),
    ("POST", "/admin/people/{id}/factors/reset", HELP),
    ("POST", "/admin/people/{id}/sessions/end", HELP),
    ("POST", "/admin/people/{id}/sessions/{session}/end", HELP),
    ("POST", "/admin/people/{id}/disable", CHANGE),
    ("POST", "/admin/people/{id}/enable", CHANGE),
    ("GET", "/admin/people/{id}/delete", READ),
    ("POST", "/admin/people/{id}/delete", CHANGE),
    ("GET", "/admin/people/{id}/as", READ),
    ("GET", "/admin/people/{id}/as/{slug}", READ),
    // Groups.
    ("GET", "/admin/groups", READ),
    ("POST", "/admin/groups", CHANGE),
    ("GET", "/admin/groups/{id}", READ),
    ("POST", "/admin/groups/{id}", CHANGE),
    ("POST", "/admin/groups/{id}/members/add", CHANGE),
    ("POST", "/admin/groups/{id}/members/remove", CHANGE),
    ("POST", "/admin/groups/{id}/delete", CHANGE),
    ("POST", "/admin/groups/{id}/parent", CHANGE),
    ("POST", "/admin/groups/{id}/factor", CHANGE),
    // Applications.
    ("GET", "/admin/applications", READ),
    ("GET", "/admin/applications/new", READ),
    ("POST", "/admin/applications/new", CHANGE),
    ("GET", "/admin/applications/new/rocketchat", READ),
    ("POST", "/admin/applications/new/rocketchat", CHANGE),
    ("GET", "/admin/applications/{slug}", READ),
    ("POST", "/admin/applications/{slug}", CHANGE),
    ("POST", "/admin/applications/{slug}/disable", CHANGE),
    ("POST", "/admin/applications/{slug}/enable", CHANGE),
    ("POST", "/admin/applications/{slug}/delete", CHANGE),
    ("POST", "/admin/applications/{slug}/secrets/add", CHANGE),
    (
        "POST",
        "/admin/applications/{slug}/secrets/{id}/remove",
        CHANGE,
    ),
    ("GET", "/admin/applications/{slug}/values", READ),
    ("POST", "/admin/applications/{slug}/values/check", CHANGE),
    ("GET", "/admin/applications/{slug}/sign-outs", READ),
    ("POST", "/admin/applications/{slug}/sign-outs/again", CHANGE),
    ("GET", "/admin/applications/{slug}/connection", READ),
    ("POST", "/admin/applications/{slug}/connection", CHANGE),
    (
        "POST",
        "/admin/applications/{slug}/connection/disconnect",
        CHANGE,
    ),
    (
        "POST",
        "/admin/applications/{slug}/connection/check",
        CHANGE,
    ),
    (
        "POST",
        "/admin/applications/{slug}/connection/again",
        CHANGE,
    ),
    ("POST", "/admin/applications/{slug}/connection/sync", CHANGE),
    ("GET", "/admin/applications/{slug}/connection/people", READ),
    ("POST", "/admin/applications/{slug}/connection/link", CHANGE),
    (
        "POST",
        "/admin/applications/{slug}/connection/unlink",
        CHANGE,
    ),
    ("GET", "/admin/applications/{slug}/access", READ),
    ("POST", "/admin/applications/{slug}/access", CHANGE),
    ("POST", "/admin/applications/{slug}/access/save", CHANGE),
    ("GET", "/admin/applications/{slug}/appearance", READ),
    ("POST", "/admin/applications/{slug}/appearance", CHANGE),
    ("POST", "/admin/applications/{slug}/icon", CHANGE),
    ("POST", "/admin/applications/{slug}/icon/remove", CHANGE),
    ("GET", "/admin/applications/{slug}/as", ASK),
    // Everything recorded, which an auditor takes along too.
    ("GET", "/admin/audit", READ),
    ("POST", "/admin/audit/export", ASK),
    // Mail, invitations, tokens, settings.
    ("GET", "/admin/api-tokens", READ),
    ("POST", "/admin/api-tokens/{id}/end", CHANGE),
    ("GET", "/admin/settings", READ),
    ("POST", "/admin/settings/branding", CHANGE),
    ("POST", "/admin/settings/policy", CHANGE),
    ("POST", "/admin/settings/logo", CHANGE),
    ("POST", "/admin/settings/logo/remove", CHANGE),
];
