//! What both kinds of client assertion have in common: RFC 7523 §3.
//! <https://www.rfc-editor.org/rfc/rfc7523#section-3>

use gantry_accounts::Error;
use gantry_accounts::client_cache::CachedClient;
use gantry_core::client::Client;
use gantry_core::{Digest, Seconds, Timestamp};
use gantry_store::used_assertions;
use jsonwebtoken::Algorithm;

use crate::client_authentication::presented::Assertion;
use crate::client_authentication::refused;
use crate::client_call::Endpoint;
use crate::error::OAuthError;
use crate::jwt::{self, Audience, Claims, Expected, Fault, Key};
use crate::provider::Provider;

/// Longer than any honest assertion.
pub(super) const LONGEST: usize = 8192;
/// The longest `jti`.
const LONGEST_ID: usize = 255;
/// How long an assertion may live, since every one is remembered.
const LONGEST_LIFE: Seconds = Seconds::hours(1);
/// How long one is remembered after its end, since clocks differ.
const REMEMBERED_AFTER: Seconds = Seconds::minutes(1);
/// RFC 7523 says nothing of `typ`; its successor names the last of these.
const TYPES: [&str; 2] = ["jwt", "client-authentication+jwt"];

/// Whom an assertion claims to come from.
pub(super) fn subject(text: &str) -> Option<String> {
    let claims = jwt::unverified(text, LONGEST)?;
    claims.text("sub").map(str::to_owned)
}

impl Provider {
    pub(super) async fn check_assertion(
        &self,
        client: &CachedClient,
        assertion: &Assertion<'_>,
        keys: &[Key],
        algorithms: &[Algorithm],
    ) -> Result<Result<(), OAuthError>, Error> {
        let now = self.accounts.env().now();
        let expected = Expected {
            algorithms,
            types: &TYPES,
            longest: LONGEST,
            now,
        };
        let claims = match jwt::verify(assertion.text, keys, &expected) {
            Ok(claims) => claims,
            Err(fault) => return Ok(Err(faulty(fault))),
        };
        let checked = check_parties(&claims, &client.client)
            .and_then(|()| self.check_audience(&claims, &client.client, assertion.endpoint))
            .and_then(|()| check_life(&claims, now));
        match checked {
            Ok(once) => self.use_up(&client.client, once).await,
            Err(error) => Ok(Err(error)),
        }
    }

    /// RFC 7523 §3 (3): the audience is this server, by whichever name is allowed to the client.
    fn check_audience(
        &self,
        claims: &Claims,
        client: &Client,
        endpoint: Endpoint,
    ) -> Result<(), OAuthError> {
        let wrong = refused(
            "the client assertion is for another audience",
            "assertion_audience",
        );
        let audience = claims.audience();
        if client.settings.authentication.issuer_audience_only {
            // FAPI 2 Security Profile §5.3.2.1: the issuer as a text, and nothing else.
            // <https://openid.net/specs/fapi-security-profile-2_0-final.html#section-5.3.2.1>
            let issuer = self.issuer(client);
            return if audience == Audience::One(&issuer) {
                Ok(())
            } else {
                Err(wrong)
            };
        }
        let meant = match audience {
            Audience::One(one) => self.is_named(one, client, endpoint),
            Audience::Several(several) => several
                .iter()
                .any(|one| self.is_named(one, client, endpoint)),
            Audience::Missing | Audience::Malformed => false,
        };
        if meant { Ok(()) } else { Err(wrong) }
    }

    fn is_named(&self, audience: &str, client: &Client, endpoint: Endpoint) -> bool {
        let at = |endpoint: Endpoint| format!("{}{}", self.public_url(), endpoint.path());
        let named = audience.trim_end_matches('/');
        self.is_own_issuer(client, audience)
            || [at(Endpoint::Token), at(endpoint)]
                .iter()
                .any(|own| own.trim_end_matches('/') == named)
    }

    /// RFC 7523 §3 (7): no assertion is good twice, on no server.
    async fn use_up(&self, client: &Client, once: Once) -> Result<Result<(), OAuthError>, Error> {
        let mut name = client.id.as_uuid().as_bytes().to_vec();
        name.extend_from_slice(once.id.as_bytes());
        let act = (Digest::of(&name), once.until);
        let claimed = self.accounts.store().write_one(act, |tx, (digest, until)| {
            Box::pin(used_assertions::claim(tx, *digest, *until))
        });
        Ok(if claimed.await? {
            Ok(())
        } else {
            Err(refused(
                "the client assertion was used before",
                "assertion_replayed",
            ))
        })
    }
}

/// What makes an assertion unique, and how long that matters.
struct Once {
    id: String,
    until: Timestamp,
}

/// RFC 7523 §3 (1) and (2): issuer and subject are the client.
fn check_parties(claims: &Claims, client: &Client) -> Result<(), OAuthError> {
    let own = Some(client.client_id.as_str());
    if claims.text("iss") == own && claims.text("sub") == own {
        Ok(())
    } else {
        Err(refused(
            "iss and sub of a client assertion must be the client_id",
            "assertion_parties",
        ))
    }
}

/// OpenID Connect Core §9: `jti` and `exp` are required.
/// <https://openid.net/specs/openid-connect-core-1_0.html#ClientAuthentication>
fn check_life(claims: &Claims, now: Timestamp) -> Result<Once, OAuthError> {
    let Some(end) = claims.expires_at() else {
        return Err(refused(
            "the client assertion lacks exp",
            "assertion_without_end",
        ));
    };
    if end > now.plus(LONGEST_LIFE) {
        return Err(refused(
            "the client assertion lives longer than an hour",
            "assertion_lives_too_long",
        ));
    }
    match claims.text("jti").filter(|id| id.len() <= LONGEST_ID) {
        Some(id) => Ok(Once {
            id: id.to_owned(),
            until: end.plus(REMEMBERED_AFTER),
        }),
        None => Err(refused(
            "the client assertion needs a jti of at most 255 bytes",
            "assertion_without_id",
        )),
    }
}

const fn faulty(fault: Fault) -> OAuthError {
    match fault {
        Fault::TooLong | Fault::Malformed | Fault::Json | Fault::Times | Fault::Critical => {
            refused("the client assertion cannot be read", "assertion_malformed")
        }
        Fault::Unsigned => refused("the client assertion is not signed", "assertion_unsigned"),
        Fault::Algorithm => refused(
            "the client assertion is signed by another algorithm",
            "assertion_algorithm",
        ),
        Fault::Type => refused("the token is no client assertion", "assertion_typ"),
        Fault::UnknownKey => refused(
            "the key of the client assertion is not known",
            "assertion_key_unknown",
        ),
        Fault::Signature => refused(
            "the signature of the client assertion is wrong",
            "assertion_signature",
        ),
        Fault::Expired => refused("the client assertion has run out", "assertion_expired"),
        Fault::NotYet => refused("the client assertion is not good yet", "assertion_not_yet"),
    }
}
