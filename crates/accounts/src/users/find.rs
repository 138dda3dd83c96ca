//! Looking people up.

use gantry_core::group::Group;
use gantry_core::user::{User, UserId};
use gantry_core::username::Username;
use gantry_store::{memberships, users};

use crate::accounts::Accounts;
use crate::error::Error;
use crate::users::names::Login;

/// The most rows of one page.
pub(crate) const MOST: i64 = 200;

impl Accounts {
    /// Somebody by what people sign in with: an address if it has an `@`, else a user name.
    ///
    /// # Errors
    /// A breakdown of the database.
    pub async fn user_by_login(&self, text: &str) -> Result<Option<User>, Error> {
        let Ok(login) = Login::parse(text) else {
            return Ok(None);
        };
        let mut conn = self.store.read().await?;
        Ok(match login {
            Login::Username(name) => users::by_username(&mut conn, &name).await?,
            Login::Email(email) => users::by_email(&mut conn, &email).await?,
        })
    }

    /// Somebody by row id.
    ///
    /// # Errors
    /// A breakdown of the database.
    pub async fn user(&self, id: UserId) -> Result<Option<User>, Error> {
        let mut conn = self.store.read().await?;
        Ok(users::by_id(&mut conn, id).await?)
    }

    /// People in the order of their user names, after one of them.
    ///
    /// # Errors
    /// A breakdown of the database.
    pub async fn list_users(
        &self,
        after: Option<&Username>,
        limit: i64,
    ) -> Result<Vec<User>, Error> {
        let after = after.map(Username::folded);
        let mut conn = self.store.read().await?;
        Ok(users::list(&mut conn, after.as_deref(), limit.clamp(1, MOST)).await?)
    }

    /// A person's groups, in the order of their names.
    ///
    /// # Errors
    /// A breakdown of the database.
    pub async fn groups_of(&self, id: UserId) -> Result<Vec<Group>, Error> {
        let mut conn = self.store.read().await?;
        Ok(memberships::groups_of(&mut conn, id).await?)
    }
}
