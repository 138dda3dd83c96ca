//! A token as somebody presents it, of whichever kind.

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use gantry_core::token::Token;
use gantry_core::{Digest, Id};
use serde::Deserialize;
use uuid::Uuid;

/// Longer than any token of ours.
const LONGEST: usize = 8192;

/// Which row a presented text claims to be, and what the row must remember of it.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Bearer {
    id: Uuid,
    digest: Digest,
}

/// The one member of a JWT that leads to its row.
#[derive(Deserialize)]
struct Named {
    jti: Uuid,
}

impl Bearer {
    /// Reads a text; `None` if it was never one of ours. A JWT is believed because its row
    /// remembers all of it, so nothing in it has to be checked here.
    pub(crate) fn parse(text: &str) -> Option<Self> {
        if let Some(opaque) = Token::<()>::parse(text) {
            return Some(Self {
                id: opaque.id().as_uuid(),
                digest: opaque.digest(),
            });
        }
        if text.len() > LONGEST {
            return None;
        }
        let payload = text.split('.').nth(1)?;
        let payload = URL_SAFE_NO_PAD.decode(payload).ok()?;
        let named: Named = serde_json::from_slice(&payload).ok()?;
        Some(Self {
            id: named.jti,
            digest: Digest::of(text.as_bytes()),
        })
    }

    /// The row that it claims to be.
    pub(crate) const fn id<K>(&self) -> Id<K> {
        Id::from_uuid(self.id)
    }

    /// Whether it is that row's, in constant time.
    pub(crate) fn proves(&self, digest: &Digest) -> bool {
        self.digest.matches(digest)
    }
}

#[cfg(test)]
mod tests {
    use gantry_core::Env;

    use super::*;

    #[test]
    fn both_forms_lead_to_their_row() {
        let token = Token::<()>::generate(&Env::system());
        let payload = format!("{{\"jti\":\"{}\",\"iss\":1}}", token.id());
        let jwt = format!("e30.{}.sig", URL_SAFE_NO_PAD.encode(payload));

        let opaque = Bearer::parse(token.encode().expose()).unwrap();
        let signed = Bearer::parse(&jwt).unwrap();

        assert_eq!(opaque.id::<()>(), token.id());
        assert!(opaque.proves(&token.digest()));
        assert_eq!(signed.id::<()>(), token.id());
        assert!(signed.proves(&Digest::of(jwt.as_bytes())));
        assert!(!signed.proves(&token.digest()));
    }

    #[test]
    fn nothing_else_is_a_token() {
        for text in ["", "a.b.c", "e30.e30.e30", "e30.eyJqdGkiOiIxIn0.x"] {
            assert!(Bearer::parse(text).is_none(), "{text}");
        }
    }
}
