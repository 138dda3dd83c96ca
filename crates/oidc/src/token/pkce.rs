//! The proof that whoever redeems a code also asked for it.

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use gantry_core::Digest;

use crate::error::OAuthError;

/// RFC 7636 §4.6, and RFC 9700 §2.1.1: a verifier without a challenge is a downgrade.
/// <https://www.rfc-editor.org/rfc/rfc7636#section-4.6>
pub(crate) fn check_verifier(
    challenge: Option<&str>,
    required: bool,
    verifier: Option<&str>,
) -> Result<(), OAuthError> {
    match (challenge, verifier) {
        (None, None) if required => Err(OAuthError::invalid_grant(
            "PKCE is required",
            "pkce_required",
        )),
        (None, None) => Ok(()),
        (None, Some(_)) => Err(OAuthError::invalid_grant(
            "code_verifier without a code_challenge",
            "pkce_unexpected",
        )),
        (Some(_), None) => Err(OAuthError::invalid_grant(
            "code_verifier is missing",
            "pkce_missing",
        )),
        (Some(challenge), Some(verifier)) if proves(challenge, verifier) => Ok(()),
        (Some(_), Some(_)) => Err(OAuthError::invalid_grant(
            "code_verifier is wrong",
            "pkce_mismatch",
        )),
    }
}

/// RFC 7636 §4.1: 43 to 128 unreserved characters whose S256 is the challenge.
/// <https://www.rfc-editor.org/rfc/rfc7636#section-4.1>
fn proves(challenge: &str, verifier: &str) -> bool {
    let unreserved = |c: char| c.is_ascii_alphanumeric() || "-._~".contains(c);
    let expected = URL_SAFE_NO_PAD.decode(challenge).unwrap_or_default();
    (43..=128).contains(&verifier.len())
        && verifier.chars().all(unreserved)
        && Digest::from_slice(&expected)
            .is_ok_and(|expected| expected.matches(&Digest::of(verifier.as_bytes())))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_pair_of_rfc_7636_appendix_b_fits() {
        let challenge = "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM";
        let verifier = "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk";

        assert_eq!(
            check_verifier(Some(challenge), true, Some(verifier)),
            Ok(())
        );
        assert!(check_verifier(Some(challenge), true, Some(challenge)).is_err());
    }
}
