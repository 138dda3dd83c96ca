//! One-time passwords: RFC 6238, as every application on the phone makes them.
//! <https://www.rfc-editor.org/rfc/rfc6238>

use gantry_core::Timestamp;
use gantry_core::user::User;
use totp_rs::{Builder, Secret, Totp};

use crate::error::{Error, Refusal};

/// A new seed of 160 bits: RFC 4226 §4. <https://www.rfc-editor.org/rfc/rfc4226#section-4>
pub(super) fn new_seed() -> Secret {
    Secret::generate()
}

/// The generator of a seed, as applications are told of it.
pub(super) fn generator(seed: &[u8], user: &User, issuer: &str) -> Result<Totp, Error> {
    // The library refuses colons, which part issuer and name in the address.
    let plain = |text: &str| text.replace(':', " ");
    Builder::new()
        .with_secret(Secret::from(seed.to_vec()))
        .with_account_name(plain(user.username.as_str()))
        .with_issuer(Some(plain(issuer)))
        .build()
        .map_err(|_| Refusal::Changed.into())
}

/// The step of a code that is right at this time, one step early or late.
/// <https://www.rfc-editor.org/rfc/rfc6238#section-5.2>
pub(super) fn step_of(totp: &Totp, code: &str, now: Timestamp) -> Option<i64> {
    let now = u64::try_from(now.as_i64()).ok()?;
    totp.check(code, now)
        .and_then(|step| i64::try_from(step).ok())
}

/// The digits of what was typed; `None` for what cannot be a code.
pub(super) fn digits(typed: &str) -> Option<String> {
    let digits: String = typed
        .chars()
        .filter(|c| !c.is_whitespace())
        .take(7)
        .collect();
    let fits = digits.len() == 6 && digits.chars().all(|c| c.is_ascii_digit());
    fits.then_some(digits)
}
