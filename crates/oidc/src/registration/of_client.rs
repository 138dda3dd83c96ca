//! Settings as metadata: what a client is told of itself.

use gantry_core::client::{Client, ClientSettings};
use gantry_core::redirect_uri::RedirectUri;

use crate::registration::metadata::ClientMetadata;

impl ClientMetadata {
    /// RFC 7591 §3.2.1: all metadata as registered. <https://www.rfc-editor.org/rfc/rfc7591#section-3.2.1>
    #[must_use]
    pub fn of_client(client: &Client) -> Self {
        let settings = &client.settings;
        let shown = &settings.presentation;
        let metadata = Self {
            client_id: Some(client.client_id.to_string()),
            client_name: Some(client.name.clone()),
            application_type: Some(settings.software.application_type.as_str().to_owned()),
            client_uri: shown.client_uri.clone(),
            logo_uri: shown.logo_uri.clone(),
            policy_uri: shown.policy_uri.clone(),
            tos_uri: shown.tos_uri.clone(),
            contacts: unless_empty(&shown.contacts),
            initiate_login_uri: shown.initiate_login_uri.clone(),
            software_id: settings.software.id.clone(),
            software_version: settings.software.version.clone(),
            default_max_age: settings
                .default_max_age
                .and_then(|age| u32::try_from(age.as_i64()).ok()),
            default_acr_values: unless_empty(&settings.default_acr_values),
            ..Self::default()
        };
        metadata
            .with_ways_in(settings)
            .with_proof(settings)
            .with_tokens(settings)
            .with_logout(settings)
    }

    fn with_ways_in(self, settings: &ClientSettings) -> Self {
        let requests = &settings.requests;
        Self {
            redirect_uris: Some(texts(&settings.redirect_uris)),
            response_types: Some(words(&settings.response_types)),
            grant_types: Some(words(&settings.grants)),
            scope: settings.scopes.as_ref().map(ToString::to_string),
            request_uris: unless_empty(&requests.request_uris),
            request_object_signing_alg: requests.object_signing_alg.as_ref().map(word),
            require_signed_request_object: Some(requests.require_object),
            require_pushed_authorization_requests: Some(requests.require_pushed),
            ..self
        }
    }

    fn with_proof(self, settings: &ClientSettings) -> Self {
        let authentication = &settings.authentication;
        let method = if settings.public {
            "none"
        } else {
            authentication.method.as_str()
        };
        Self {
            token_endpoint_auth_method: Some(method.to_owned()),
            token_endpoint_auth_signing_alg: authentication.signing_alg.as_ref().map(word),
            jwks: settings.keys.jwks.clone(),
            jwks_uri: settings.keys.jwks_uri.clone(),
            ..self
        }
    }

    fn with_tokens(self, settings: &ClientSettings) -> Self {
        let tokens = &settings.tokens;
        let (id_token, userinfo) = (tokens.id_token_encryption, tokens.userinfo_encryption);
        Self {
            subject_type: Some(settings.subject.kind.as_str().to_owned()),
            sector_identifier_uri: settings.subject.sector_identifier_uri.clone(),
            id_token_signed_response_alg: Some(word(&settings.id_token_alg)),
            id_token_encrypted_response_alg: id_token.map(|it| it.alg.as_str().to_owned()),
            id_token_encrypted_response_enc: id_token.map(|it| it.enc.as_str().to_owned()),
            userinfo_signed_response_alg: tokens.userinfo_signing_alg.as_ref().map(word),
            userinfo_encrypted_response_alg: userinfo.map(|it| it.alg.as_str().to_owned()),
            userinfo_encrypted_response_enc: userinfo.map(|it| it.enc.as_str().to_owned()),
            ..self
        }
    }

    fn with_logout(self, settings: &ClientSettings) -> Self {
        let logout = &settings.logout;
        let required = |uri: &Option<String>, required: bool| uri.is_some().then_some(required);
        Self {
            post_logout_redirect_uris: Some(texts(&settings.post_logout_redirect_uris))
                .filter(|uris| !uris.is_empty()),
            backchannel_logout_uri: logout.backchannel_uri.clone(),
            backchannel_logout_session_required: required(
                &logout.backchannel_uri,
                logout.backchannel_session_required,
            ),
            frontchannel_logout_uri: logout.frontchannel_uri.clone(),
            frontchannel_logout_session_required: required(
                &logout.frontchannel_uri,
                logout.frontchannel_session_required,
            ),
            ..self
        }
    }
}

fn texts(uris: &[RedirectUri]) -> Vec<String> {
    uris.iter().map(ToString::to_string).collect()
}

fn words<'a, T: ToString + 'a>(words: impl IntoIterator<Item = &'a T>) -> Vec<String> {
    words.into_iter().map(ToString::to_string).collect()
}

fn word<T: ToString>(word: &T) -> String {
    word.to_string()
}

fn unless_empty(texts: &[String]) -> Option<Vec<String>> {
    Some(texts.to_vec()).filter(|texts| !texts.is_empty())
}
