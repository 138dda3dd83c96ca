//! Single members of metadata as what they mean.

use gantry_core::client::{ContentEncryption, Encryption, KeyManagement};
use gantry_core::redirect_uri::RedirectUri;
use gantry_core::signing_key::SigningAlgorithm;

use crate::registration::problem::MetadataProblem;

/// What a member means, or why it cannot be met.
pub(super) type Read<T> = Result<T, MetadataProblem>;

/// Redirect URIs, all of them.
pub(super) fn redirect_uris(texts: Option<&[String]>) -> Read<Vec<RedirectUri>> {
    let uris = parsed(texts).filter(|uris| uris.iter().all(RedirectUri::has_plain_host));
    uris.ok_or(MetadataProblem::redirect_uri(
        "a redirect URI is https, or http on this machine, or has a private scheme with a dot; without fragment",
    ))
}

/// Addresses; `None` if one of them is not good.
pub(super) fn parsed(texts: Option<&[String]>) -> Option<Vec<RedirectUri>> {
    let texts = texts.unwrap_or_default().iter();
    texts.map(|text| text.parse().ok()).collect()
}

/// One of the nine.
pub(super) fn algorithm(word: Option<&str>) -> Read<Option<SigningAlgorithm>> {
    word.map(str::parse).transpose().map_err(|_| {
        MetadataProblem::invalid("a signing algorithm is not one that discovery lists")
    })
}

/// OpenID Connect Registration §2: `enc` only with `alg`, and a default without.
pub(super) fn encryption(alg: Option<&str>, enc: Option<&str>) -> Read<Option<Encryption>> {
    let unknown =
        MetadataProblem::invalid("an encryption algorithm is not one that discovery lists");
    let enc = match enc {
        None => ContentEncryption::default(),
        Some(_) if alg.is_none() => {
            return Err(MetadataProblem::invalid(
                "an encryption has an alg, and an enc only beside it",
            ));
        }
        Some(word) => ContentEncryption::ALL
            .into_iter()
            .find(|enc| enc.as_str() == word)
            .ok_or(unknown)?,
    };
    let Some(word) = alg else {
        return Ok(None);
    };
    let known = KeyManagement::ALL.into_iter();
    let alg = known
        .clone()
        .find(|alg| alg.as_str() == word)
        .ok_or(unknown)?;
    Ok(Some(Encryption { alg, enc }))
}
