//! Who may enter an application. Asked at the door, and again whenever a token is used.

use gantry_accounts::Error;
use gantry_core::client::Client;
use gantry_core::group::Group;
use gantry_core::user::UserId;
use gantry_store::memberships;

use crate::provider::Provider;

/// Members of any of the listed groups; nobody listed means everyone.
pub(crate) fn may_enter(client: &Client, groups: &[Group]) -> bool {
    let allowed = &client.settings.allowed_groups;
    allowed.is_empty() || groups.iter().any(|group| allowed.contains(&group.id))
}

impl Provider {
    /// The same for a person whose groups are not at hand.
    pub(crate) async fn person_may_enter(
        &self,
        client: &Client,
        user_id: UserId,
    ) -> Result<bool, Error> {
        if client.settings.allowed_groups.is_empty() {
            return Ok(true);
        }
        let mut conn = self.accounts.store().read().await?;
        let groups = memberships::groups_of(&mut conn, user_id).await?;
        Ok(may_enter(client, &groups))
    }
}
