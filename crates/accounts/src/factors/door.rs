//! What passkeys are bound to: the host name of the public URL.

use std::fmt;
use std::sync::Arc;

use url::{Host, Url};
use webauthn_rs::{Webauthn, WebauthnBuilder};

/// The relying party. Passkeys need a name: there is none for a bare address.
///
/// ```
/// use gantry_accounts::factors::PasskeyDoor;
///
/// assert!(PasskeyDoor::of("https://id.example.org/sso", "Gantry").is_some());
/// assert!(PasskeyDoor::of("http://127.0.0.1:9000", "Gantry").is_none());
/// ```
#[derive(Clone)]
pub struct PasskeyDoor(Arc<Webauthn>);

impl PasskeyDoor {
    /// The door of a public URL. Only pages of exactly its origin may ask for passkeys.
    /// <https://www.w3.org/TR/webauthn-3/#sctn-validating-origin>
    #[must_use]
    pub fn of(public_url: &str, name: &str) -> Option<Self> {
        let url = Url::parse(public_url).ok()?;
        let Some(Host::Domain(host)) = url.host() else {
            return None;
        };
        let builder = WebauthnBuilder::new(host, &url).ok()?.rp_name(name);
        builder.build().ok().map(Arc::new).map(Self)
    }

    pub(super) fn webauthn(&self) -> &Webauthn {
        &self.0
    }
}

impl fmt::Debug for PasskeyDoor {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("PasskeyDoor")
    }
}
