//! `prompt`: what a client wants its person to be asked.
//! <https://openid.net/specs/openid-connect-core-1_0.html#AuthRequest>

use crate::error::OAuthError;
use crate::params::Params;

/// OpenID Connect Core §3.1.2.1, and Initiating User Registration §4 for `create`.
/// <https://openid.net/specs/openid-connect-prompt-create-1_0.html#section-4>
#[derive(Debug, Default, PartialEq, Eq)]
#[expect(
    clippy::struct_excessive_bools,
    reason = "each is a word of its own in the parameter"
)]
pub(super) struct Prompt {
    pub(super) none: bool,
    pub(super) login: bool,
    pub(super) consent: bool,
    pub(super) select_account: bool,
    pub(super) create: bool,
}

impl Prompt {
    /// # Errors
    /// A word that is not known, or `none` beside another.
    pub(super) fn read(params: &Params) -> Result<Self, OAuthError> {
        let mut prompt = Self::default();
        let text = params.get("prompt").unwrap_or_default();
        for word in text.split(' ').filter(|word| !word.is_empty()) {
            match word {
                "none" => prompt.none = true,
                "login" => prompt.login = true,
                "consent" => prompt.consent = true,
                "select_account" => prompt.select_account = true,
                "create" => prompt.create = true,
                _ => {
                    return Err(OAuthError::invalid_request(
                        "prompt must be none, login, consent, select_account or create",
                        "prompt_unknown",
                    ));
                }
            }
        }
        let asks = prompt.login || prompt.consent || prompt.select_account || prompt.create;
        if prompt.none && asks {
            return Err(OAuthError::invalid_request(
                "prompt none cannot be combined",
                "prompt_contradictory",
            ));
        }
        Ok(prompt)
    }
}
