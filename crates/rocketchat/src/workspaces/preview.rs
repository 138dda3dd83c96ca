//! What a workspace would make of a person who came in now. Nothing is asked over there.

use gantry_accounts::Error;
use gantry_accounts::client_cache::CachedClient;
use gantry_core::user::UserId;
use gantry_core::workspace::ChatAccount;
use gantry_store::{chat_accounts, memberships};
use serde_json::Value;

use crate::claims::{
    ChatIdentity, FieldSettings, Warning, claim_hazard, read_identity, value_hazards,
};
use crate::workspaces::Workspaces;

/// The account as it would be found or made.
#[derive(Debug, Clone)]
pub struct ChatPreview {
    /// What Rocket.Chat reads out of the answer.
    pub identity: ChatIdentity,
    /// What it would stumble over, in its order.
    pub warnings: Vec<Warning>,
    /// The account that the person has there, if it is known here.
    pub account: Option<ChatAccount>,
    /// Roles that follow from groups, by id.
    pub roles: Vec<String>,
    /// Channels that follow from groups, by name.
    pub rooms: Vec<String>,
}

impl ChatPreview {
    /// Whether Rocket.Chat would refuse the sign-in.
    #[must_use]
    pub fn is_refused(&self) -> bool {
        self.warnings.iter().any(Warning::blocks_login)
    }
}

impl Workspaces {
    /// What a workspace would make of a person whose userinfo says this.
    ///
    /// # Errors
    /// A breakdown of the database.
    pub async fn preview(
        &self,
        client: &CachedClient,
        user: UserId,
        userinfo: &Value,
    ) -> Result<ChatPreview, Error> {
        let reading = read_identity(userinfo, &FieldSettings::default());
        let mut warnings = reading.warnings;
        for further in value_hazards(userinfo) {
            if !warnings.contains(&further) {
                warnings.push(further);
            }
        }
        let names = client.client.settings.extra_claims.keys();
        for name in names {
            let hazard = claim_hazard(name.as_str());
            let warning = hazard.map(|hazard| Warning::HarmfulName(name.to_string(), hazard));
            warnings.extend(warning.filter(|warning| !warnings.contains(warning)));
        }
        let mut conn = self.accounts().store().read().await?;
        let account = chat_accounts::find(&mut conn, client.client.id, user).await?;
        let groups = memberships::groups_of(&mut conn, user).await?;
        drop(conn);
        let connection = self.connection(client.client.id).await?;
        let sync = connection.map(|it| it.sync).unwrap_or_default();
        let followed = |map: &std::collections::BTreeMap<_, String>| -> Vec<String> {
            let mine = groups.iter().filter_map(|group| map.get(&group.id));
            let mut mine: Vec<String> = mine.cloned().collect();
            mine.sort();
            mine.dedup();
            mine
        };
        Ok(ChatPreview {
            identity: reading.identity,
            warnings,
            account,
            roles: followed(&sync.roles),
            rooms: followed(&sync.rooms),
        })
    }
}
