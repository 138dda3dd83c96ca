//! Things as the API shows them; never a secret.

use std::collections::BTreeMap;

use gantry_core::Timestamp;
use gantry_core::audit::AuditEntry;
use gantry_core::claim_name::ClaimName;
use gantry_core::group::Group;
use gantry_core::profile::Profile;
use gantry_core::role::Role;
use gantry_core::user::User;
use serde::Serialize;
use time::OffsetDateTime;
use time::format_description::well_known::Rfc3339;
use utoipa::ToSchema;

/// A time in UTC, such as 2026-11-21T09:00:00Z.
pub(super) fn time(at: Timestamp) -> String {
    OffsetDateTime::from_unix_timestamp(at.as_i64())
        .ok()
        .and_then(|time| time.format(&Rfc3339).ok())
        .unwrap_or_else(|| at.to_string())
}

/// A person.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = User, example = json!({
    "id": "01932a5d-ac96-774b-bcce-b302099a8057", "sub": "5f0c0a6b3d4e4a0f9d1e2c3b4a596877",
    "username": "alice", "name": "Alice Smith", "email": "alice@example.org",
    "email_verified": true, "role": null, "disabled": false, "factor_demanded": false,
    "language": null, "profile": {}, "attributes": {"department": "Chemistry"},
    "created_at": "2026-11-21T09:00:00Z", "updated_at": "2026-11-21T09:00:00Z",
    "signed_in_at": null
}))]
pub(super) struct UserShown {
    /// Its id in this API.
    id: String,
    /// What applications know the person by.
    sub: String,
    username: String,
    name: String,
    email: Option<String>,
    email_verified: bool,
    /// `auditor`, `helpdesk` or `administrator`.
    #[schema(value_type = Option<String>)]
    role: Option<Role>,
    disabled: bool,
    /// Signs in with a second factor only.
    factor_demanded: bool,
    language: Option<String>,
    /// The other standard claims of OpenID Connect.
    #[schema(value_type = Object)]
    profile: Profile,
    /// For claims of one's own.
    #[schema(value_type = BTreeMap<String, String>)]
    attributes: BTreeMap<ClaimName, String>,
    created_at: String,
    updated_at: String,
    signed_in_at: Option<String>,
}

impl From<User> for UserShown {
    fn from(user: User) -> Self {
        Self {
            id: user.id.to_string(),
            sub: user.subject.as_str().to_owned(),
            username: user.username.to_string(),
            name: user.name.to_string(),
            email: user.email.map(|email| email.to_string()),
            email_verified: user.email_verified,
            role: user.role,
            disabled: user.disabled,
            factor_demanded: user.factor_demanded,
            language: user.language,
            profile: user.profile,
            attributes: user.attributes,
            created_at: time(user.created_at),
            updated_at: time(user.updated_at),
            signed_in_at: user.signed_in_at.map(time),
        }
    }
}

/// A group.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Group, example = json!({
    "id": "01932a5d-ac96-774b-bcce-b302099a8057", "name": "staff", "parent_id": null,
    "factor_demanded": false, "created_at": "2026-11-21T09:00:00Z"
}))]
pub(super) struct GroupShown {
    /// Its id in this API.
    id: String,
    name: String,
    /// The group above it.
    parent_id: Option<String>,
    /// Its members sign in with a second factor only.
    factor_demanded: bool,
    created_at: String,
}

impl From<Group> for GroupShown {
    fn from(group: Group) -> Self {
        Self {
            id: group.id.to_string(),
            name: group.name.to_string(),
            parent_id: group.parent_id.map(|id| id.to_string()),
            factor_demanded: group.factor_demanded,
            created_at: time(group.created_at),
        }
    }
}

/// A line of the trail.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = TrailLine, example = json!({
    "id": "01932a5d-ac96-774b-bcce-b302099a8057", "at": "2026-11-21T09:00:00Z",
    "event": "sign_in", "reason": "wrong_password", "code": "7K2M9QXA",
    "user_id": null, "actor_id": null, "application_id": null, "detail": ""
}))]
pub(super) struct LineShown {
    id: String,
    at: String,
    /// What was done.
    event: &'static str,
    /// Why it was refused; nothing if it was not.
    reason: Option<String>,
    /// The code of the sign-in that it belongs to.
    code: Option<String>,
    /// About whom.
    user_id: Option<String>,
    /// By whom.
    actor_id: Option<String>,
    /// Through which application.
    application_id: Option<String>,
    detail: String,
}

impl From<AuditEntry> for LineShown {
    fn from(line: AuditEntry) -> Self {
        Self {
            id: line.id.to_string(),
            at: time(line.at),
            event: line.event.as_str(),
            reason: line.reason,
            code: line.correlation.map(|code| code.to_string()),
            user_id: line.user_id.map(|id| id.to_string()),
            actor_id: line.actor_id.map(|id| id.to_string()),
            application_id: line.client_id.map(|id| id.to_string()),
            detail: line.detail,
        }
    }
}
