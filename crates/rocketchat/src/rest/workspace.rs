//! What the server says of itself: version, settings, permissions, licence.

use std::collections::BTreeMap;

use serde::Deserialize;
use serde_json::Value;

use crate::rest::client::{Call, RestClient};
use crate::rest::error::RestError;
use crate::settings::RocketChatVersion;

/// Rocket.Chat cuts pages at `API_Upper_Count_Limit`, 100 by default.
const PAGE: usize = 100;
/// A few thousand settings is the most there can be; a server that repeats itself ends here.
const MOST_PAGES: usize = 50;
/// Every setting is a permission of its own there, roughly a thousand.
const LARGEST_PERMISSIONS: usize = 8 * 1024 * 1024;

#[derive(Deserialize)]
struct InfoAnswer {
    version: Option<String>,
    info: Option<InnerInfo>,
}

#[derive(Deserialize)]
struct InnerInfo {
    version: String,
}

#[derive(Deserialize)]
struct SettingsAnswer {
    settings: Vec<SettingRow>,
    total: usize,
}

#[derive(Deserialize)]
struct SettingRow {
    #[serde(rename = "_id")]
    id: String,
    #[serde(default)]
    value: Value,
}

#[derive(Deserialize)]
struct PermissionsAnswer {
    update: Vec<PermissionRow>,
}

#[derive(Deserialize)]
struct PermissionRow {
    #[serde(rename = "_id")]
    id: String,
    roles: Vec<String>,
}

#[derive(Deserialize)]
struct LicenceAnswer {
    license: Licence,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Licence {
    active_modules: Vec<String>,
}

impl RestClient {
    /// The version: all three numbers if the account may see them, else the first two.
    ///
    /// # Errors
    ///
    /// As every call; `Unexpected` if no version is named.
    pub async fn version(&self) -> Result<RocketChatVersion, RestError> {
        let answer: InfoAnswer = self.get("info", &[]).await?;
        let inner = answer.info.map(|info| info.version);
        [inner, answer.version]
            .into_iter()
            .flatten()
            .find_map(|text| RocketChatVersion::parse(&text).ok())
            .ok_or_else(|| self.odd("info"))
    }

    /// Those of the named settings that the workspace shows to everybody.
    ///
    /// # Errors
    ///
    /// As every call.
    pub async fn public_settings(
        &self,
        ids: &[&str],
    ) -> Result<BTreeMap<String, Value>, RestError> {
        let mut found = BTreeMap::new();
        let mut seen = 0;
        let wanted = ids.join(",");
        for _ in 0..MOST_PAGES {
            if found.len() == ids.len() {
                break;
            }
            let (offset, count) = (seen.to_string(), PAGE.to_string());
            // `_id` narrows the list on servers that know it; the others send all they have.
            let query = [("_id", &*wanted), ("offset", &offset), ("count", &count)];
            let answer: SettingsAnswer = self.get("v1/settings.public", &query).await?;
            seen += answer.settings.len();
            let last = answer.settings.is_empty() || seen >= answer.total;
            let rows = answer.settings.into_iter();
            let rows = rows.filter(|row| ids.contains(&row.id.as_str()));
            found.extend(rows.map(|row| (row.id, row.value)));
            if last {
                break;
            }
        }
        Ok(found)
    }

    /// Every permission with the ids of the roles that have it.
    ///
    /// # Errors
    ///
    /// As every call.
    pub async fn permissions(&self) -> Result<BTreeMap<String, Vec<String>>, RestError> {
        let call = Call::get("v1/permissions.listAll", &[]).up_to(LARGEST_PERMISSIONS);
        let answer: PermissionsAnswer = self.call(call).await?;
        let rows = answer.update.into_iter();
        Ok(rows.map(|row| (row.id, row.roles)).collect())
    }

    /// The modules that the licence switches on; none without a licence.
    ///
    /// # Errors
    ///
    /// As every call.
    pub async fn licence_modules(&self) -> Result<Vec<String>, RestError> {
        let answer: LicenceAnswer = self.get("v1/licenses.info", &[]).await?;
        Ok(answer.license.active_modules)
    }
}
