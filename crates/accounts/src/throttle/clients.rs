//! Limits for what is done in the name of one client, by itself or by strangers.

use std::num::NonZeroU32;

use gantry_core::client::ClientRowId;
use governor::{DefaultKeyedRateLimiter, Quota, RateLimiter};

use crate::throttle::AddressLimits;

/// How often the registration of one client may be changed in an hour, and at once: each change makes
/// every server read its clients again.
const CHANGES: Quota = Quota::per_hour(NonZeroU32::MIN.saturating_add(59))
    .allow_burst(NonZeroU32::MIN.saturating_add(9));

/// How often in a minute, and at once, strangers may have one client's addresses called.
const ERRANDS: Quota = Quota::per_minute(NonZeroU32::MIN.saturating_add(59))
    .allow_burst(NonZeroU32::MIN.saturating_add(19));

/// How many refusals to somebody who has not proved to be the client go into the trail.
const UNPROVEN: Quota = Quota::per_minute(NonZeroU32::MIN.saturating_add(59));

/// The limits of each client.
pub(super) struct ClientLimits {
    changes: DefaultKeyedRateLimiter<ClientRowId>,
    errands: DefaultKeyedRateLimiter<ClientRowId>,
    unproven: DefaultKeyedRateLimiter<ClientRowId>,
}

impl ClientLimits {
    pub(super) fn new() -> Self {
        Self {
            changes: RateLimiter::keyed(CHANGES),
            errands: RateLimiter::keyed(ERRANDS),
            unproven: RateLimiter::keyed(UNPROVEN),
        }
    }

    pub(super) fn forget_quiet(&self) {
        self.changes.retain_recent();
        self.errands.retain_recent();
        self.unproven.retain_recent();
    }
}

impl AddressLimits {
    /// Whether this client's change of its registration is heard.
    #[must_use]
    pub fn hears_change_of(&self, client: ClientRowId) -> bool {
        self.clients.changes.check_key(&client).is_ok()
    }

    /// Whether this client's addresses may be called once more because a stranger asked for it.
    #[must_use]
    pub fn hears_errand(&self, client: ClientRowId) -> bool {
        self.clients.errands.check_key(&client).is_ok()
    }

    /// Whether the trail gets a line about somebody who claims to be this client: its name is no
    /// secret, and nobody may fill the disk with it.
    #[must_use]
    pub fn notes_unproven(&self, client: ClientRowId) -> bool {
        self.clients.unproven.check_key(&client).is_ok()
    }
}
