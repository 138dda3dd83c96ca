//! Every endpoint with what the door asks of its callers.

use axum::http::Method;

use crate::rest::call::{Answer, Call, Reply};
use crate::rest::{
    active_status, create_token, create_user, own, people, roles, rooms, services, settings,
    update_user, workspace,
};

/// What an endpoint does.
#[derive(Clone, Copy)]
pub(crate) enum Act {
    /// Reads what is always there.
    Read(fn(&Call<'_>) -> Reply),
    /// Answers at once.
    Now(fn(&Call<'_>) -> Answer),
    /// Signs in, perhaps by asking a provider.
    Login,
    /// Sets an avatar, perhaps fetching it first.
    Avatar,
}

/// One endpoint; the route is what follows `/api/v1/`.
#[derive(Clone, Copy)]
pub(crate) struct Endpoint {
    pub(crate) method: &'static str,
    pub(crate) route: &'static str,
    pub(crate) signed_in: bool,
    pub(crate) permissions: &'static [&'static str],
    pub(crate) two_factor: bool,
    /// The members that a body may have; none means any.
    pub(crate) body: Option<&'static [&'static str]>,
    pub(crate) act: Act,
}

const fn get(route: &'static str, act: fn(&Call<'_>) -> Answer) -> Endpoint {
    Endpoint {
        method: "GET",
        route,
        signed_in: true,
        permissions: &[],
        two_factor: false,
        body: None,
        act: Act::Now(act),
    }
}

const fn read(route: &'static str, act: fn(&Call<'_>) -> Reply) -> Endpoint {
    Endpoint {
        act: Act::Read(act),
        ..get(route, own::me)
    }
}

const fn post(
    route: &'static str,
    body: &'static [&'static str],
    act: fn(&Call<'_>) -> Answer,
) -> Endpoint {
    Endpoint {
        method: "POST",
        body: Some(body),
        ..get(route, act)
    }
}

impl Endpoint {
    const fn open(self) -> Self {
        Self {
            signed_in: false,
            ..self
        }
    }

    const fn needs(self, permissions: &'static [&'static str]) -> Self {
        Self {
            permissions,
            ..self
        }
    }

    const fn two_factor(self) -> Self {
        Self {
            two_factor: true,
            ..self
        }
    }

    const fn any_body(self) -> Self {
        Self { body: None, ..self }
    }
}

/// Finds the endpoint; `settings/{id}` is the one route with a part that varies.
pub(crate) fn find(method: &Method, route: &str) -> Option<&'static Endpoint> {
    let route = if route.starts_with("settings/") {
        "settings/:_id"
    } else {
        route
    };
    ENDPOINTS
        .iter()
        .find(|known| known.method == method.as_str() && known.route == route)
}

const INVITATION: &[&str] = &[
    "roomId",
    "roomName",
    "userId",
    "userIds",
    "username",
    "usernames",
];
const NAMED_SETTING: &[&str] = &["name"];
const SETTINGS: &[&str] = &["edit-privileged-setting"];

static ENDPOINTS: [Endpoint; 42] = [
    // The workspace.
    read("info", workspace::version).open(),
    read("licenses.info", workspace::licence),
    read("permissions.listAll", workspace::permissions),
    // Settings.
    read("settings.public", settings::public).open(),
    read("settings.oauth", services::oauth).open(),
    read("service.configurations", services::configurations).open(),
    post("settings.addCustomOAuth", NAMED_SETTING, services::add)
        .needs(&["add-oauth-service"])
        .two_factor(),
    post(
        "settings.removeCustomOAuth",
        NAMED_SETTING,
        services::remove,
    )
    .needs(&["add-oauth-service"])
    .two_factor(),
    Endpoint {
        act: Act::Read(services::refresh),
        ..post("settings.refreshOAuthServices", &[], own::me)
    }
    .needs(&["add-oauth-service"])
    .two_factor(),
    get("settings/:_id", settings::read).needs(&["view-privileged-setting"]),
    post("settings/:_id", &[], settings::write)
        .any_body()
        .needs(SETTINGS)
        .two_factor(),
    post("settings", &["settings"], settings::write_all)
        .needs(SETTINGS)
        .two_factor(),
    // The caller's own.
    Endpoint {
        act: Act::Login,
        ..post("login", &[], own::me).open().any_body()
    },
    get("me", own::me),
    post("logout", &[], own::logout),
    post("users.logout", &["userId"], own::logout_everywhere),
    post("users.logoutOtherClients", &[], own::logout_other_clients),
    post("users.removeOtherTokens", &[], own::remove_other_tokens),
    get("users.getPersonalAccessTokens", own::personal_access_tokens)
        .needs(&["create-personal-access-tokens"]),
    post(
        "users.generatePersonalAccessToken",
        &["tokenName", "bypassTwoFactor"],
        own::generate_personal_access_token,
    )
    .needs(&["create-personal-access-tokens"])
    .two_factor(),
    // People.
    post("users.createToken", &[], create_token::create_token).any_body(),
    post(
        "users.create",
        create_user::MEMBERS,
        create_user::create_user,
    )
    .needs(&["create-user"]),
    get("users.info", people::one),
    read("users.list", people::list).needs(&["view-d-room"]),
    get("users.listByStatus", people::list_by_status).needs(&["view-d-room"]),
    post(
        "users.update",
        &["userId", "data", "customFields"],
        update_user::update_user,
    )
    .two_factor(),
    post(
        "users.setActiveStatus",
        &["userId", "activeStatus", "confirmRelinquish"],
        active_status::set_active_status,
    ),
    Endpoint {
        act: Act::Avatar,
        ..post(
            "users.setAvatar",
            &["avatarUrl", "userId", "username", "service"],
            own::me,
        )
    },
    // Roles.
    read("roles.list", roles::list),
    post(
        "roles.addUserToRole",
        &["roleId", "roleName", "username", "roomId"],
        roles::add,
    )
    .needs(&["access-permissions"]),
    post(
        "roles.removeUserFromRole",
        &["roleId", "roleName", "username", "scope"],
        roles::remove,
    )
    .needs(&["access-permissions"]),
    // Rooms.
    read("channels.list", rooms::channels).needs(&["view-c-room"]),
    get("groups.list", rooms::own_groups),
    read("groups.listAll", rooms::all_groups).needs(&["view-room-administration"]),
    get("channels.info", rooms::channel),
    get("groups.info", rooms::group),
    get("channels.members", rooms::channel_members),
    get("groups.members", rooms::group_members),
    post("channels.invite", INVITATION, rooms::invite_to_channel),
    post("groups.invite", INVITATION, rooms::invite_to_group),
    post("channels.kick", INVITATION, rooms::kick_from_channel),
    post("groups.kick", INVITATION, rooms::kick_from_group),
];
