//! Who may go on using what was issued for an application. The door asks [`Accounts::hindrance`].
//!
//! [`Accounts::hindrance`]: gantry_accounts::Accounts::hindrance

use gantry_accounts::Error;
use gantry_accounts::access::group_ids;
use gantry_core::Timestamp;
use gantry_core::client::Client;
use gantry_core::group::Group;
use gantry_core::user::UserId;

use crate::provider::Provider;

/// Whether a person of these groups may stay.
pub(crate) fn may_stay(client: &Client, person: UserId, groups: &[Group], now: Timestamp) -> bool {
    let groups = group_ids(groups);
    client.settings.access.admits_later(person, &groups, now)
}

impl Provider {
    /// The same for a person whose groups are not at hand.
    pub(crate) async fn person_may_enter(
        &self,
        client: &Client,
        user_id: UserId,
    ) -> Result<bool, Error> {
        self.accounts.may_stay(client, user_id).await
    }
}
