//! The discovery document: what is really there, derived from what the provider does and, for a
//! client's own issuer, from what that client may use.

use std::collections::BTreeSet;

use gantry_core::client::{
    AuthenticationMethod, Client, ClientSettings, ContentEncryption, Encryption, GrantType,
    KeyManagement, ResponseMode, ResponseType, SubjectType, TokenSettings,
};
use gantry_core::scope::Scope;
use gantry_core::signing_key::SigningAlgorithm;
use serde_json::{Map, Value, json};

use crate::assurance;
use crate::client_call::Endpoint;
use crate::provider::{Provider, RegistrationMode};

/// Whose document is asked for.
#[derive(Debug, Clone, Copy)]
pub enum Issuer<'a> {
    /// The public URL.
    Global,
    /// One client's own issuer.
    Client(&'a Client),
}

impl<'a> Issuer<'a> {
    const fn settings(self) -> Option<&'a ClientSettings> {
        match self {
            Self::Global => None,
            Self::Client(client) => Some(&client.settings),
        }
    }
}

/// The claims that ID tokens and userinfo can give.
const CLAIMS: [&str; 32] = [
    "sub",
    "iss",
    "aud",
    "exp",
    "iat",
    "auth_time",
    "nonce",
    "sid",
    "acr",
    "amr",
    "at_hash",
    "c_hash",
    "name",
    "given_name",
    "family_name",
    "middle_name",
    "nickname",
    "preferred_username",
    "profile",
    "picture",
    "website",
    "gender",
    "birthdate",
    "zoneinfo",
    "locale",
    "updated_at",
    "email",
    "email_verified",
    "phone_number",
    "phone_number_verified",
    "address",
    "groups",
];

type Members = Map<String, Value>;

impl Provider {
    /// OpenID Connect Discovery §3 and RFC 8414 §2: one document serves both.
    /// <https://openid.net/specs/openid-connect-discovery-1_0.html#ProviderMetadata>
    #[must_use]
    pub fn discovery(&self, issuer: Issuer<'_>) -> Value {
        let mut members = Members::new();
        self.add_places(&mut members, issuer);
        let settings = issuer.settings();
        add_requests(&mut members, settings);
        add_authentication(&mut members, settings);
        add_tokens(&mut members, settings);
        add(
            &mut members,
            json!({
                "claims_supported": CLAIMS,
                "claim_types_supported": ["normal"],
                "acr_values_supported": assurance::supported(),
                "ui_locales_supported": ["en", "de"],
                "backchannel_logout_supported": true,
                "backchannel_logout_session_supported": true,
                "frontchannel_logout_supported": true,
                "frontchannel_logout_session_supported": true,
            }),
        );
        Value::Object(members)
    }

    fn add_places(&self, members: &mut Members, issuer: Issuer<'_>) {
        let at = |path: &str| format!("{}/application/o/{path}", self.public_url());
        let called = |endpoint: Endpoint| format!("{}{}", self.public_url(), endpoint.path());
        let (name, jwks_uri, end_session) = match issuer {
            Issuer::Global => (
                self.public_url().to_owned(),
                format!("{}/.well-known/jwks.json", self.public_url()),
                at("end-session/"),
            ),
            Issuer::Client(client) => (
                self.issuer(client),
                at(&format!("{}/jwks/", client.slug)),
                at(&format!("{}/end-session/", client.slug)),
            ),
        };
        add(
            members,
            json!({
                "issuer": name,
                "authorization_endpoint": at("authorize/"),
                "token_endpoint": called(Endpoint::Token),
                "userinfo_endpoint": at("userinfo/"),
                "end_session_endpoint": end_session,
                "jwks_uri": jwks_uri,
                "introspection_endpoint": called(Endpoint::Introspection),
                "revocation_endpoint": called(Endpoint::Revocation),
                "device_authorization_endpoint": called(Endpoint::DeviceAuthorization),
                "pushed_authorization_request_endpoint":
                    called(Endpoint::PushedAuthorizationRequest),
            }),
        );
        if self.registration_mode() != RegistrationMode::Off {
            add(members, json!({ "registration_endpoint": at("register/") }));
        }
    }
}

/// What an authorization request may say.
fn add_requests(members: &mut Members, settings: Option<&ClientSettings>) {
    let scopes = Scope::ALL.into_iter().filter(|scope| {
        let own = settings.and_then(|settings| settings.scopes.as_ref());
        own.is_none_or(|own| own.contains(*scope))
    });
    let response_types = settings.map_or(ResponseType::ALL.into(), |settings| {
        settings.response_types.clone()
    });
    let grants: BTreeSet<GrantType> =
        settings.map_or(GrantType::ALL.into(), |settings| settings.grants.clone());
    let requests = settings.map(|settings| &settings.requests);
    add(
        members,
        json!({
            "scopes_supported": scopes.map(Scope::as_str).collect::<Vec<_>>(),
            "response_types_supported": words(response_types, ResponseType::as_str),
            "response_modes_supported": words(ResponseMode::ALL, ResponseMode::as_str),
            "grant_types_supported": words(grants, GrantType::as_str),
            "prompt_values_supported": ["none", "login", "consent", "select_account"],
            "display_values_supported": ["page", "popup", "touch", "wap"],
            "code_challenge_methods_supported": ["S256"],
            "claims_parameter_supported": true,
            "request_parameter_supported": true,
            "request_uri_parameter_supported": true,
            "require_request_uri_registration": true,
            "request_object_signing_alg_values_supported":
                algorithms(requests.and_then(|requests| requests.object_signing_alg)),
            "require_signed_request_object": requests.is_some_and(|requests| requests.require_object),
            "require_pushed_authorization_requests":
                requests.is_some_and(|requests| requests.require_pushed),
            "authorization_response_iss_parameter_supported": true,
        }),
    );
}

/// How clients prove who they are; the same at every endpoint.
fn add_authentication(members: &mut Members, settings: Option<&ClientSettings>) {
    let methods = match settings {
        None => vec![
            "client_secret_basic",
            "client_secret_post",
            "client_secret_jwt",
            "private_key_jwt",
            "none",
        ],
        Some(settings) if settings.public => vec!["none"],
        Some(settings) => match settings.authentication.method {
            AuthenticationMethod::Secret => vec!["client_secret_basic", "client_secret_post"],
            one => vec![one.as_str()],
        },
    };
    let mut signing = Vec::new();
    if methods.contains(&"client_secret_jwt") {
        signing.push("HS256");
    }
    if methods.contains(&"private_key_jwt") {
        signing.extend(algorithms(
            settings.and_then(|settings| settings.authentication.signing_alg),
        ));
    }
    for endpoint in ["token", "introspection", "revocation"] {
        // RFC 7662 §2.1: nobody asks about tokens without saying who it is.
        let proves = |method: &&&str| endpoint != "introspection" || **method != "none";
        let methods: Vec<_> = methods.iter().filter(proves).collect();
        for (what, words) in [
            ("methods", json!(methods)),
            ("signing_alg_values", json!(signing)),
        ] {
            if words != json!([]) {
                let name = format!("{endpoint}_endpoint_auth_{what}_supported");
                add(members, json!({ name: words }));
            }
        }
    }
}

/// What tokens and signed answers look like.
fn add_tokens(members: &mut Members, settings: Option<&ClientSettings>) {
    let own = settings.map(|settings| settings.subject.kind);
    let subjects = own.map_or(SubjectType::ALL.to_vec(), |kind| vec![kind]);
    let tokens = settings.map(|settings| &settings.tokens);
    add(
        members,
        json!({
            "subject_types_supported": words(subjects, SubjectType::as_str),
            "id_token_signing_alg_values_supported":
                algorithms(settings.map(|settings| settings.id_token_alg)),
            "introspection_signing_alg_values_supported":
                algorithms(settings.map(|settings| settings.id_token_alg)),
        }),
    );
    add_encryption(members, "id_token", tokens, |tokens| {
        tokens.id_token_encryption
    });
    add_encryption(members, "userinfo", tokens, |tokens| {
        tokens.userinfo_encryption
    });
    let signed = tokens.map(|tokens| tokens.userinfo_signing_alg);
    if let None | Some(Some(_)) = signed {
        let algorithms = algorithms(signed.flatten());
        add(
            members,
            json!({ "userinfo_signing_alg_values_supported": algorithms }),
        );
    }
}

/// Every way for the global issuer; a client's own way or nothing for its own.
fn add_encryption(
    members: &mut Members,
    what: &str,
    tokens: Option<&TokenSettings>,
    own: fn(&TokenSettings) -> Option<Encryption>,
) {
    let (algs, encs) = match tokens.map(own) {
        None => (KeyManagement::ALL.to_vec(), ContentEncryption::ALL.to_vec()),
        Some(Some(one)) => (vec![one.alg], vec![one.enc]),
        Some(None) => return,
    };
    add(
        members,
        json!({
            format!("{what}_encryption_alg_values_supported"): words(algs, KeyManagement::as_str),
            format!("{what}_encryption_enc_values_supported"): words(encs, ContentEncryption::as_str),
        }),
    );
}

/// The one that is set, or all.
fn algorithms(own: Option<SigningAlgorithm>) -> Vec<&'static str> {
    let all = own.map_or(SigningAlgorithm::ALL.to_vec(), |one| vec![one]);
    words(all, SigningAlgorithm::as_str)
}

fn words<T>(values: impl IntoIterator<Item = T>, word: fn(T) -> &'static str) -> Vec<&'static str> {
    values.into_iter().map(word).collect()
}

fn add(members: &mut Members, further: Value) {
    if let Value::Object(further) = further {
        members.extend(further);
    }
}

#[cfg(test)]
mod tests {
    use super::CLAIMS;
    use crate::claims::requested::covering;

    #[test]
    fn every_claim_about_a_person_can_be_asked_for() {
        for claim in CLAIMS.iter().skip_while(|claim| **claim != "name") {
            assert!(!covering(claim).is_empty(), "{claim}");
        }
    }
}
