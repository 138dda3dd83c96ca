//! Where a person allows an application to know who they are.

use askama::Template;

use super::login::Destination;
use crate::render::Shell;

/// What scopes share, by the keys of their texts. `profile` brings the groups along.
const SCOPES: [(&str, &[&str]); 7] = [
    ("openid", &["consent-shared-identity"]),
    (
        "profile",
        &["consent-shared-profile", "consent-shared-groups"],
    ),
    ("email", &["consent-shared-email"]),
    ("groups", &["consent-shared-groups"]),
    ("address", &["consent-shared-address"]),
    ("phone", &["consent-shared-phone"]),
    ("offline_access", &["consent-shared-offline"]),
];

/// What single claims share; those that only say more about another one have its text.
const CLAIMS: [(&str, &str); 20] = [
    ("name", "consent-claim-name"),
    ("given_name", "consent-claim-given-name"),
    ("family_name", "consent-claim-family-name"),
    ("middle_name", "consent-claim-middle-name"),
    ("nickname", "consent-claim-nickname"),
    ("preferred_username", "consent-claim-username"),
    ("profile", "consent-claim-page"),
    ("picture", "consent-claim-picture"),
    ("website", "consent-claim-website"),
    ("gender", "consent-claim-gender"),
    ("birthdate", "consent-claim-birthdate"),
    ("zoneinfo", "consent-claim-time-zone"),
    ("locale", "consent-claim-language"),
    ("updated_at", "consent-claim-updated"),
    ("email", "consent-shared-email"),
    ("email_verified", "consent-claim-email-verified"),
    ("address", "consent-shared-address"),
    ("phone_number", "consent-shared-phone"),
    ("phone_number_verified", "consent-claim-phone-verified"),
    ("groups", "consent-shared-groups"),
];

/// One thing an application asks for, in plain words.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Shared(&'static str);

impl Shared {
    /// What these scopes and single claims share, each thing once. What has no text is not shared.
    pub fn of<'a, 'b>(
        scopes: impl IntoIterator<Item = &'a str>,
        claims: impl IntoIterator<Item = &'b str>,
    ) -> Vec<Self> {
        let of_scopes = scopes.into_iter().flat_map(|scope| {
            let known = SCOPES.iter().filter(move |(name, _)| *name == scope);
            known.flat_map(|(_, keys)| keys.iter())
        });
        let of_claims = claims.into_iter().filter_map(|claim| {
            let known = CLAIMS.iter().find(|(name, _)| *name == claim);
            known.map(|(_, key)| key)
        });
        let mut shared: Vec<Self> = Vec::new();
        for key in of_scopes.chain(of_claims) {
            if !shared.contains(&Self(key)) {
                shared.push(Self(key));
            }
        }
        shared
    }

    /// The key of its text.
    #[must_use]
    pub const fn key(self) -> &'static str {
        self.0
    }
}

/// `/consent`. Posts `request`, `form_token` and `decision` (`allow` or `deny`).
#[derive(Template)]
#[template(path = "pages/consent.html")]
pub struct Consent {
    /// The frame.
    pub shell: Shell,
    /// Who asks.
    pub destination: Destination,
    /// The host the answer goes to, e.g. `chat.example.org`.
    pub host: String,
    /// The stored authorization request.
    pub request: String,
    /// What is asked for.
    pub shared: Vec<Shared>,
    /// Who is signed in, e.g. `Alice Adams (alice)`.
    pub person: String,
}

#[cfg(test)]
mod tests {
    use super::Shared;

    fn keys(scopes: &[&str], claims: &[&str]) -> Vec<&'static str> {
        let shared = Shared::of(scopes.iter().copied(), claims.iter().copied());
        shared.into_iter().map(Shared::key).collect()
    }

    #[test]
    fn the_groups_that_come_with_the_profile_are_listed_once() {
        let keys = keys(&["openid", "profile", "groups"], &["groups"]);

        assert_eq!(
            keys,
            [
                "consent-shared-identity",
                "consent-shared-profile",
                "consent-shared-groups"
            ]
        );
    }

    #[test]
    fn single_claims_are_listed_by_themselves() {
        let keys = keys(&["openid"], &["birthdate", "phone_number", "unheard-of"]);

        assert_eq!(
            keys,
            [
                "consent-shared-identity",
                "consent-claim-birthdate",
                "consent-shared-phone"
            ]
        );
    }
}
