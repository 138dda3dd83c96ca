//! What an answer is to hold and how it is to reach the client: `response_type`, `response_mode`.

use gantry_core::client::{Client, ResponseMode, ResponseType};
use gantry_core::scope::{Scope, ScopeSet};

use crate::error::{ErrorCode, OAuthError};
use crate::params::Params;

/// RFC 6749 §3.1.1 and §4.1.2.1: a type that this server knows and this client may ask for.
/// <https://www.rfc-editor.org/rfc/rfc6749#section-4.1.2.1>
pub(super) fn check_type(params: &Params, client: &Client) -> Result<ResponseType, OAuthError> {
    let Some(text) = params.get("response_type") else {
        return Err(OAuthError::invalid_request(
            "response_type is missing",
            "response_type_missing",
        ));
    };
    let Ok(kind) = text.parse::<ResponseType>() else {
        return Err(OAuthError::new(
            ErrorCode::UnsupportedResponseType,
            "response_type is none of those that discovery lists",
            "response_type_unsupported",
        ));
    };
    if client.settings.response_types.contains(&kind) {
        Ok(kind)
    } else {
        Err(OAuthError::new(
            ErrorCode::UnauthorizedClient,
            "the client may not use this response_type",
            "response_type_not_allowed",
        ))
    }
}

/// OAuth 2.0 Multiple Response Types §3 and §5: tokens never go into a query.
/// <https://openid.net/specs/oauth-v2-multiple-response-types-1_0.html#Combinations>
pub(super) fn check_mode(params: &Params, kind: ResponseType) -> Result<ResponseMode, OAuthError> {
    let Some(text) = params.get("response_mode") else {
        return Ok(kind.default_mode());
    };
    let known = ResponseMode::ALL
        .into_iter()
        .find(|mode| mode.as_str() == text);
    match known {
        Some(ResponseMode::Query) if kind.default_mode() != ResponseMode::Query => {
            Err(OAuthError::invalid_request(
                "response_mode query is not for tokens",
                "response_mode_not_allowed",
            ))
        }
        Some(mode) => Ok(mode),
        None => Err(OAuthError::invalid_request(
            "response_mode must be query, fragment or form_post",
            "response_mode_unsupported",
        )),
    }
}

/// OpenID Connect Core §3.2.2.1 and §3.3.2.1: an ID token that goes through the browser needs
/// `openid`, and the nonce that binds it to the client's session.
/// <https://openid.net/specs/openid-connect-core-1_0.html#ImplicitAuthRequest>
pub(super) fn check_id_token(
    kind: ResponseType,
    scopes: &ScopeSet,
    nonce: Option<&str>,
) -> Result<(), OAuthError> {
    if kind.has_id_token() && !scopes.contains(Scope::Openid) {
        return Err(OAuthError::invalid_request(
            "the scope openid is needed for an ID token",
            "openid_missing",
        ));
    }
    if kind.has_id_token() && nonce.is_none() {
        return Err(OAuthError::invalid_request(
            "nonce is needed for an ID token from this endpoint",
            "nonce_missing",
        ));
    }
    Ok(())
}

/// Where an error goes that is found before everything else is checked: to where the answer would
/// have gone, and never into the query if that answer would have held tokens.
pub(super) fn mode_of_errors(params: &Params) -> ResponseMode {
    let kind = params.get("response_type").unwrap_or_default();
    let has_tokens = kind
        .split(' ')
        .any(|word| word == "token" || word == "id_token");
    match params.get("response_mode") {
        Some("form_post") => ResponseMode::FormPost,
        Some("fragment") => ResponseMode::Fragment,
        _ if has_tokens => ResponseMode::Fragment,
        _ => ResponseMode::Query,
    }
}

#[cfg(test)]
mod tests {
    use gantry_core::client::{ResponseMode, ResponseType};

    use super::{check_mode, mode_of_errors};
    use crate::params::Params;

    #[test]
    fn errors_go_where_the_answer_would_have_gone() {
        for kind in ResponseType::ALL {
            for mode in ["", "query", "fragment", "form_post"] {
                let params = Params::parse(&format!(
                    "response_type={}&response_mode={mode}",
                    kind.as_str()
                ));

                let errors = mode_of_errors(&params);

                match check_mode(&params, kind) {
                    Ok(answers) => assert_eq!(errors, answers, "{kind} {mode}"),
                    Err(_) => assert_eq!(errors, ResponseMode::Fragment, "{kind} {mode}"),
                }
            }
        }
    }

    #[test]
    fn what_is_not_understood_is_an_error_in_the_query_unless_tokens_were_meant() {
        let place = |text| mode_of_errors(&Params::parse(text));

        assert_eq!(place("response_mode=jwt"), ResponseMode::Query);
        assert_eq!(place("response_type=nonsense"), ResponseMode::Query);
        assert_eq!(place("response_type=token"), ResponseMode::Fragment);
        assert_eq!(place("response_mode=form_post"), ResponseMode::FormPost);
    }
}
