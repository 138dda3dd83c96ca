//! Browsers in which somebody signed in before, known by a sealed cookie.

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use gantry_core::seal::Purpose;
use gantry_core::user::User;
use gantry_core::{Digest, Secret};

use crate::accounts::Accounts;
use crate::error::Error;

impl Accounts {
    /// A cookie that says that this person signed in here.
    pub(crate) fn device_cookie(&self, user: &User) -> Result<Secret, Error> {
        let random = URL_SAFE_NO_PAD.encode(self.env.random::<16>());
        let seal = self.device_seal(user, &random)?;
        Ok(Secret::new(format!(
            "{random}.{}",
            URL_SAFE_NO_PAD.encode(seal.as_bytes())
        )))
    }

    /// Whether a cookie says so.
    pub(super) fn knows_device(&self, user: &User, cookie: &str) -> Result<bool, Error> {
        let Some((random, seal)) = cookie.split_once('.') else {
            return Ok(false);
        };
        let presented = URL_SAFE_NO_PAD.decode(seal).unwrap_or_default();
        let Ok(presented) = Digest::from_slice(&presented) else {
            return Ok(false);
        };
        Ok(self.device_seal(user, random)?.matches(&presented))
    }

    fn device_seal(&self, user: &User, random: &str) -> Result<Digest, Error> {
        let message = format!("{}\n{random}", user.id);
        Ok(self
            .master_key
            .keyed_digest(Purpose::Device, message.as_bytes())?)
    }
}
