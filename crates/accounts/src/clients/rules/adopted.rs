//! Clients that registered themselves and then got something from an administrator.
//!
//! Whoever holds such a client's registration access token does not get it too: where codes,
//! tokens and news of sign-outs go, and how the client proves who it is, stays as it was.
//! <https://www.rfc-editor.org/rfc/rfc7592#section-5>

use gantry_core::client::{ClientAuthentication, ClientSettings, GrantType, TokenSettings};

use crate::error::Refusal;

/// Grants that no registration brings along.
const GIVEN: [GrantType; 3] = [
    GrantType::ClientCredentials,
    GrantType::DeviceCode,
    GrantType::TokenExchange,
];

/// Refuses a change that would lead what an administrator gave to somebody else.
pub(crate) fn check(before: &ClientSettings, after: &ClientSettings) -> Result<(), Refusal> {
    if is_adopted(before) && leads_elsewhere(before, after) {
        return Err(Refusal::Settings(
            "an administrator set this client up, so that its addresses, keys and method stay",
        ));
    }
    Ok(())
}

/// Whether the settings hold what only an administrator sets.
pub(crate) fn is_adopted(settings: &ClientSettings) -> bool {
    let given = |grant: &GrantType| settings.grants.contains(grant);
    GIVEN.iter().any(given) || *settings != said(settings)
}

fn leads_elsewhere(before: &ClientSettings, after: &ClientSettings) -> bool {
    before.redirect_uris != after.redirect_uris
        || before.keys != after.keys
        || before.authentication != after.authentication
        || before.public != after.public
        || before.subject != after.subject
        || before.logout != after.logout
}

/// What a registration can say of these settings; everything else as it is without one.
fn said(settings: &ClientSettings) -> ClientSettings {
    let all = settings.clone();
    let usual = ClientSettings::default();
    ClientSettings {
        public: all.public,
        require_pkce: all.public,
        redirect_uris: all.redirect_uris,
        post_logout_redirect_uris: all.post_logout_redirect_uris,
        grants: all.grants,
        response_types: all.response_types,
        default_scopes: all.default_scopes,
        scopes: all.scopes,
        id_token_alg: all.id_token_alg,
        default_max_age: all.default_max_age,
        default_acr_values: all.default_acr_values,
        authentication: ClientAuthentication {
            issuer_audience_only: usual.authentication.issuer_audience_only,
            ..all.authentication
        },
        keys: all.keys,
        subject: all.subject,
        requests: all.requests,
        tokens: TokenSettings {
            id_token_encryption: all.tokens.id_token_encryption,
            userinfo_signing_alg: all.tokens.userinfo_signing_alg,
            userinfo_encryption: all.tokens.userinfo_encryption,
            ..usual.tokens
        },
        logout: all.logout,
        presentation: all.presentation,
        software: all.software,
        ..usual
    }
}

#[cfg(test)]
mod tests {
    use super::{ClientSettings, GrantType, check, is_adopted};

    fn registered() -> ClientSettings {
        ClientSettings {
            redirect_uris: vec!["https://wiki.example.org/cb".parse().unwrap()],
            ..ClientSettings::default()
        }
    }

    #[test]
    fn what_a_registration_says_adopts_nothing() {
        let mut settings = registered();
        settings.public = true;
        settings.require_pkce = true;
        settings.presentation.logo_uri = Some("https://wiki.example.org/logo.png".to_owned());

        assert!(!is_adopted(&settings));
        let mut moved = settings.clone();
        moved.redirect_uris.clear();
        assert!(check(&settings, &moved).is_ok());
    }

    #[test]
    fn whoever_got_something_keeps_its_addresses() {
        let gifts: [fn(&mut ClientSettings); 4] = [
            |settings| settings.consent = false,
            |settings| settings.tokens.serves.push("urn:example:api".to_owned()),
            |settings| settings.authentication.issuer_audience_only ^= true,
            |settings| {
                settings.grants.insert(GrantType::TokenExchange);
            },
        ];
        for give in gifts {
            let mut settings = registered();
            give(&mut settings);
            let mut named = settings.clone();
            named.presentation.client_uri = Some("https://wiki.example.org/".to_owned());
            let mut moved = settings.clone();
            moved.redirect_uris.clear();

            assert!(check(&settings, &named).is_ok());
            assert!(check(&settings, &moved).is_err());
        }
    }
}
