//! Roles: addressed by id, which for roles made by an administrator is not their name.

use serde::Deserialize;
use serde::de::IgnoredAny;
use serde_json::json;

use crate::rest::client::RestClient;
use crate::rest::error::RestError;

/// A role of the workspace.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
pub struct Role {
    /// Its id.
    #[serde(rename = "_id")]
    pub id: String,
    /// What people call it.
    pub name: String,
}

#[derive(Deserialize)]
struct RolesAnswer {
    roles: Vec<Role>,
}

impl RestClient {
    /// Every role.
    ///
    /// # Errors
    ///
    /// As every call.
    pub async fn roles(&self) -> Result<Vec<Role>, RestError> {
        let answer: RolesAnswer = self.get("v1/roles.list", &[]).await?;
        Ok(answer.roles)
    }

    /// Gives an account one more role.
    ///
    /// # Errors
    ///
    /// As every call.
    pub async fn add_role(&self, role_id: &str, username: &str) -> Result<(), RestError> {
        self.change_role("v1/roles.addUserToRole", role_id, username)
            .await
    }

    /// Takes one role from an account.
    ///
    /// # Errors
    ///
    /// As every call.
    pub async fn remove_role(&self, role_id: &str, username: &str) -> Result<(), RestError> {
        self.change_role("v1/roles.removeUserFromRole", role_id, username)
            .await
    }

    async fn change_role(
        &self,
        path: &str,
        role_id: &str,
        username: &str,
    ) -> Result<(), RestError> {
        let body = json!({"roleId": role_id, "username": username});
        let _: IgnoredAny = self.post(path, body).await?;
        Ok(())
    }
}
