//! The `picture` claim of people who have uploaded one.
//!
//! An address that an administrator entered in the profile goes before the uploaded picture. Who has
//! neither gets no claim: applications draw their own initials.

use gantry_accounts::Error;
use gantry_core::scope::{Scope, ScopeSet};
use gantry_core::user::User;
use gantry_store::Conn;
use gantry_store::images::{self, ImageKind};

use crate::claims::SingleClaims;
use crate::provider::Provider;

/// Gives a person the address of the uploaded picture, if the claim may be told and none was entered.
///
/// OpenID Connect Core §5.1: `picture` is the address of an image file. It is a public one, which
/// says nothing of the person and stays the same for every new picture.
/// <https://openid.net/specs/openid-connect-core-1_0.html#StandardClaims>
///
/// # Errors
/// A breakdown of the database.
pub(crate) async fn add(
    provider: &Provider,
    conn: &mut Conn,
    user: &mut User,
    (scopes, single): (&ScopeSet, &SingleClaims),
) -> Result<(), Error> {
    let told = scopes.contains(Scope::Profile) || !single.is_empty();
    if !told || user.profile.picture.is_some() {
        return Ok(());
    }
    let handle = images::handle_of(conn, ImageKind::Avatar, user.id.as_uuid()).await?;
    user.profile.picture = handle.map(|handle| provider.picture_address(&handle));
    Ok(())
}

impl Provider {
    /// The address of a picture by its public name.
    #[must_use]
    pub fn picture_address(&self, handle: &str) -> String {
        format!("{}/avatar/{handle}", self.public_url())
    }
}
