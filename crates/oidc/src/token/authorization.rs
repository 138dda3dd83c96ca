//! What a person granted to a client, however it gets to the token endpoint.

use gantry_accounts::client_cache::CachedClient;
use gantry_core::Timestamp;
use gantry_core::access::Entry;
use gantry_core::authorization::{Code, CodeId, Requested};
use gantry_core::client::ClientRowId;
use gantry_core::correlation::Correlation;
use gantry_core::device_code::{DeviceApproval, DeviceCode, DeviceCodeId};
use gantry_core::methods::Methods;
use gantry_core::refresh_family::{RefreshFamily, RefreshFamilyId};
use gantry_core::scope::{Scope, ScopeSet};
use gantry_core::session::SessionId;
use gantry_core::user::UserId;
use uuid::Uuid;

/// What is redeemed.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Redeemed {
    Code(CodeId),
    Device(DeviceCodeId),
}

/// What a person granted to a client, in whichever way.
#[derive(Debug, Clone)]
pub(crate) struct Authorization {
    pub(crate) redeemed: Redeemed,
    /// Everything issued bears this: it is as old as the authorization, so that whatever ends the
    /// one ends the other.
    pub(crate) id: Uuid,
    pub(crate) client_id: ClientRowId,
    pub(crate) user_id: UserId,
    pub(crate) session_id: SessionId,
    pub(crate) authenticated_at: Timestamp,
    pub(crate) methods: Methods,
    pub(crate) entry: Entry,
    pub(crate) scopes: ScopeSet,
    pub(crate) nonce: Option<String>,
    pub(crate) requested: Requested,
    pub(crate) correlation: Correlation,
}

impl From<Code> for Authorization {
    fn from(code: Code) -> Self {
        Self {
            redeemed: Redeemed::Code(code.id),
            id: code.id.as_uuid(),
            client_id: code.client_id,
            user_id: code.user_id,
            session_id: code.session_id,
            authenticated_at: code.authenticated_at,
            methods: code.methods,
            entry: code.entry,
            scopes: code.scopes,
            nonce: code.nonce,
            requested: code.requested,
            correlation: code.correlation,
        }
    }
}

impl Authorization {
    /// Of a device, allowed by a person.
    pub(crate) fn of_device(code: DeviceCode, approval: &DeviceApproval) -> Self {
        Self {
            redeemed: Redeemed::Device(code.id),
            id: approval.id,
            client_id: code.client_id,
            user_id: approval.user_id,
            session_id: approval.session_id,
            authenticated_at: approval.authenticated_at,
            methods: approval.methods,
            entry: approval.entry,
            scopes: code.scopes,
            nonce: None,
            requested: code.requested,
            correlation: code.correlation,
        }
    }

    /// OpenID Connect Core §11: a refresh token only for `offline_access`.
    /// <https://openid.net/specs/openid-connect-core-1_0.html#OfflineAccess>
    pub(crate) fn family(&self, client: &CachedClient) -> Option<RefreshFamily> {
        let bound = client.client.settings.bound_to_session;
        self.scopes
            .contains(Scope::OfflineAccess)
            .then(|| RefreshFamily {
                id: RefreshFamilyId::from_uuid(self.id),
                client_id: self.client_id,
                user_id: self.user_id,
                session_id: bound.then_some(self.session_id),
                scopes: self.scopes.clone(),
                requested: self.requested.clone(),
                authenticated_at: self.authenticated_at,
                methods: self.methods,
                entry: self.entry,
                correlation: self.correlation,
            })
    }
}
