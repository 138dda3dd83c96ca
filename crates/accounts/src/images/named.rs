//! Names of pictures in documents: only of one that was uploaded for just that.

use gantry_core::client::Client;
use gantry_store::Conn;
use gantry_store::images::{self, ImageKind};
use uuid::Uuid;

use crate::accounts::Accounts;
use crate::error::{Error, Refusal};
use crate::settings::Branding;
use crate::users::act::Undo;

const ICON: Refusal =
    Refusal::Settings("an icon is uploaded: this application has no picture of that name");
const LOGO: Refusal =
    Refusal::Settings("a logo is uploaded: this place has no picture of that name");

/// Whether a text could be a picture's public name: 16 random bytes in Base64 for addresses.
pub(crate) fn is_name(text: &str) -> bool {
    text.len() == 22
        && text
            .bytes()
            .all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_'))
}

/// Refuses an icon that is not this application's.
pub(crate) async fn check_icon(
    conn: &mut Conn,
    before: Option<&Client>,
    after: &Client,
) -> Result<(), Undo> {
    let icon = |client: &Client| client.settings.presentation.icon.clone();
    let named = icon(after);
    if named.is_none() || named == before.and_then(icon) {
        return Ok(());
    }
    if named.as_deref().is_some_and(is_name) {
        let uploaded = images::handle_of(conn, ImageKind::Icon, after.id.as_uuid()).await?;
        if uploaded == named {
            return Ok(());
        }
    }
    Err(ICON.into())
}

impl Accounts {
    /// The same for a document that is only planned.
    pub(crate) async fn check_icon(
        &self,
        before: Option<&Client>,
        after: &Client,
    ) -> Result<(), Error> {
        let mut conn = self.store.read().await?;
        check_icon(&mut conn, before, after)
            .await
            .map_err(|undo| match undo {
                Undo::Refused(refusal) => refusal.into(),
                Undo::Failed(error) => error.into(),
            })
    }

    /// Refuses a logo that is not this place's.
    pub(crate) async fn check_logo(&self, after: &Branding) -> Result<(), Error> {
        let before = self.settings::<Branding>().await?;
        if after.logo.is_none() || after.logo == before.logo {
            return Ok(());
        }
        if after.logo.as_deref().is_some_and(is_name) {
            let mut conn = self.store.read().await?;
            let uploaded = images::handle_of(&mut conn, ImageKind::Logo, Uuid::nil()).await?;
            if uploaded == after.logo {
                return Ok(());
            }
        }
        Err(LOGO.into())
    }
}

#[cfg(test)]
mod tests {
    use super::is_name;

    #[test]
    fn only_what_the_store_of_pictures_could_have_made_is_a_name() {
        assert!(is_name("AbCdEfGhIjKlMnOpQrSt-_"));
        for text in [
            "",
            "short",
            "AbCdEfGhIjKlMnOpQrStUvW",
            "../../../admin/settings",
            "AbCdEfGhIjKlMnOpQrSt\"",
            "AbCdEfGhIjKlMnOpQr/t+_",
        ] {
            assert!(!is_name(text), "{text}");
        }
    }
}
