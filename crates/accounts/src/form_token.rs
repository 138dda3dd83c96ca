//! Tokens in page forms, recomputed from a session or a browser instead of stored.

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use gantry_core::seal::Purpose;
use gantry_core::{Digest, Secret};

use crate::accounts::Accounts;

impl Accounts {
    /// The token for forms that are shown to whoever holds `base`, such as a session's cookie.
    #[must_use]
    pub fn form_token(&self, base: &str) -> String {
        let digest = self
            .master_key
            .keyed_digest(Purpose::FormToken, base.as_bytes())
            // If the engine fails, a token that matches nothing refuses the form.
            .unwrap_or_else(|_| Digest::of(&self.env.random::<32>()));
        URL_SAFE_NO_PAD.encode(digest.as_bytes())
    }

    /// Whether a form carries the token of its `base`, in constant time.
    #[must_use]
    pub fn form_token_matches(&self, base: &str, presented: &str) -> bool {
        Secret::new(self.form_token(base)).matches(&Secret::new(presented.to_owned()))
    }
}
