//! What an administrator sets for an application, as a document with names instead of ids.

use gantry_core::client::ClientSettings;
use gantry_store::StoreError;
use serde_json::Value;

use crate::accounts::Accounts;
use crate::declared::merge::{merged, not_understood, without_nulls};
use crate::declared::names::Names;
use crate::error::{Error, Refusal};

impl Accounts {
    /// The settings of an application as programs read and write them.
    ///
    /// # Errors
    /// A breakdown of the database.
    pub async fn settings_document(&self, settings: &ClientSettings) -> Result<Value, Error> {
        let document = serde_json::to_value(settings).map_err(StoreError::from)?;
        let mut conn = self.store.read().await?;
        let names = Names::of_ids(&mut conn, &document).await?;
        Ok(names.named(document))
    }

    /// The settings after a change in part: RFC 7396. What is removed has its default.
    /// <https://www.rfc-editor.org/rfc/rfc7396>
    ///
    /// # Errors
    /// Members and names that are unknown, values that do not fit; all of them at once.
    pub async fn settings_after(
        &self,
        before: &ClientSettings,
        patch: &Value,
    ) -> Result<ClientSettings, Error> {
        if !patch.is_object() {
            return Err(Refusal::Document(vec!["settings are an object".to_owned()]).into());
        }
        let document = merged(self.settings_document(before).await?, patch);
        let mut conn = self.store.read().await?;
        let names = Names::of_names(&mut conn, &document).await?;
        drop(conn);
        read_settings(document, patch, &names)
            .map_err(|problems| Refusal::Document(problems).into())
    }
}

/// Settings out of a whole document, of which `given` is what somebody wrote.
pub(crate) fn read_settings(
    document: Value,
    given: &Value,
    names: &Names,
) -> Result<ClientSettings, Vec<String>> {
    let (document, mut problems) = names.with_ids(document);
    let settings = match serde_json::from_value::<ClientSettings>(document) {
        Ok(settings) => settings,
        Err(error) => {
            problems.push(error.to_string());
            return Err(problems);
        }
    };
    let understood = serde_json::to_value(&settings).unwrap_or_default();
    let unread = not_understood(&without_nulls(given.clone()), &understood);
    problems.extend(
        unread
            .iter()
            .map(|name| format!("there is no setting {name}")),
    );
    if problems.is_empty() {
        Ok(settings)
    } else {
        Err(problems)
    }
}
