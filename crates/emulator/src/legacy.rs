//! The legacy engine (Meteor): authorize address, callback, token request, identity request.

use base64::Engine as _;
use base64::alphabet::STANDARD;
use base64::engine::DecodePaddingMode;
use base64::engine::general_purpose::{GeneralPurpose, GeneralPurposeConfig, STANDARD as BASE64};
use reqwest::Method;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value, json};

use crate::custom_oauth::{CustomOAuth, SentVia};
use crate::encoding::{encode_uri_component, form_encoded, join_query};
use crate::http_client::{Outgoing, now_in_milliseconds, send};
use crate::identity::{Identity, truthy};
use crate::template::javascript_text;
use crate::workspace::{Workspace, lock};

const USER_AGENT: &str = "Meteor/METEOR@3.0";
/// Node's decoder does not care about padding.
const LENIENT: GeneralPurpose = GeneralPurpose::new(
    &STANDARD,
    GeneralPurposeConfig::new().with_decode_padding_mode(DecodePaddingMode::Indifferent),
);

/// What a finished callback leaves for the login.
#[derive(Clone, Debug)]
pub(crate) struct Fetched {
    pub(crate) service: String,
    pub(crate) identity: Identity,
    pub(crate) service_data: Map<String, Value>,
}

/// The content of `state`, written by the browser or the app.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct LoginState {
    pub(crate) login_style: String,
    pub(crate) credential_token: String,
    #[serde(default)]
    pub(crate) is_cordova: bool,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) redirect_url: Option<String>,
}

impl LoginState {
    /// Standard base64 or base64url, padded or not; anything else is no state.
    pub(crate) fn decode(text: &str) -> Option<Self> {
        let standard = text.replace('-', "+").replace('_', "/");
        serde_json::from_slice(&LENIENT.decode(standard).ok()?).ok()
    }

    /// Standard base64 of the JSON, as a browser's `btoa` makes it.
    pub(crate) fn encode(&self) -> String {
        BASE64.encode(serde_json::to_vec(self).unwrap_or_default())
    }

    /// Base64url without padding, as the mobile app makes it.
    pub(crate) fn encode_for_mobile(&self) -> String {
        base64::engine::general_purpose::URL_SAFE_NO_PAD
            .encode(serde_json::to_vec(self).unwrap_or_default())
    }
}

/// The address that the browser or the app opens. `client_id` goes in as it is; `state` comes already escaped.
pub(crate) fn authorize_address(
    custom: &CustomOAuth,
    site_url: &str,
    escaped_state: &str,
) -> String {
    let query = format!(
        "client_id={}&redirect_uri={}&response_type=code&state={escaped_state}&scope={}",
        custom.text("id"),
        encode_uri_component(&custom.legacy_redirect_uri(site_url)),
        encode_uri_component(custom.text("scope")),
    );
    join_query(&custom.authorize_url(), &query)
}

/// Exchanges the code and fetches the identity while the browser waits.
///
/// # Errors
/// The text of Rocket.Chat's log.
pub(crate) async fn complete(
    workspace: &Workspace,
    custom: &CustomOAuth,
    code: &str,
    state: &str,
) -> Result<Fetched, String> {
    let tokens = request_token(workspace, custom, code, state).await?;
    fetch_identity(workspace, custom, &tokens).await
}

async fn request_token(
    workspace: &Workspace,
    custom: &CustomOAuth,
    code: &str,
    state: &str,
) -> Result<Map<String, Value>, String> {
    let outgoing = token_request(workspace, custom, code, state);
    let failed = |reason: &str| {
        format!(
            "Failed to complete OAuth handshake with {} at {}. {reason}",
            custom.name().key(),
            custom.token_url()
        )
    };
    let answer = send(workspace, outgoing)
        .await
        .map_err(|reason| failed(&reason))?;
    if !answer.is_success() {
        return Err(failed(&answer.reason()));
    }
    let tokens = answer
        .object()
        .ok_or_else(|| failed("the answer is not a JSON object"))?;
    match tokens.get("error").filter(|error| truthy(error)) {
        Some(error) => Err(failed(&javascript_text(error))),
        None => Ok(tokens),
    }
}

fn token_request(workspace: &Workspace, custom: &CustomOAuth, code: &str, state: &str) -> Outgoing {
    let redirect_uri = custom.legacy_redirect_uri(&workspace.settings.site_url());
    let pair = |name: &str, value: &str| (name.to_owned(), value.to_owned());
    let mut fields = vec![
        pair("code", code),
        pair("redirect_uri", &redirect_uri),
        pair("grant_type", "authorization_code"),
        pair("state", state),
    ];
    let mut headers = base_headers();
    let quirks = *lock(&workspace.quirks);
    match custom.token_sent_via() {
        SentVia::Header => {
            // Rocket.Chat does not form-encode id and secret first, contrary to RFC 6749 §2.3.1.
            let credentials =
                BASE64.encode(format!("{}:{}", custom.text("id"), custom.text("secret")));
            let scheme = if quirks.authorization_without_basic {
                ""
            } else {
                "Basic "
            };
            headers.push(("Authorization", format!("{scheme}{credentials}")));
        }
        SentVia::Payload => {
            fields.push(pair("client_secret", custom.text("secret")));
            fields.push(pair("client_id", custom.text("id")));
        }
    }
    let form = form_encoded(&fields);
    let (url, body) = if quirks.parameters_in_query {
        (join_query(&custom.token_url(), &form), None)
    } else {
        headers.push((
            "Content-Type",
            "application/x-www-form-urlencoded".to_owned(),
        ));
        (custom.token_url(), Some(form))
    };
    Outgoing {
        method: Method::POST,
        url,
        headers,
        body,
        hidden: String::new(),
    }
}

/// Asks for the identity with a token, however it was obtained.
///
/// # Errors
/// The text of Rocket.Chat's log.
pub(crate) async fn fetch_identity(
    workspace: &Workspace,
    custom: &CustomOAuth,
    tokens: &Map<String, Value>,
) -> Result<Fetched, String> {
    let failed = |reason: &str| {
        format!(
            "Failed to fetch identity from {} at {}. {reason}",
            custom.name().key(),
            custom.identity_url()
        )
    };
    // JavaScript would send a missing token as the word.
    let access_token = tokens
        .get("access_token")
        .map_or_else(|| "undefined".to_owned(), javascript_text);
    let mut headers = base_headers();
    let mut url = custom.identity_url();
    match custom.identity_token_sent_via() {
        SentVia::Header => headers.push(("Authorization", format!("Bearer {access_token}"))),
        SentVia::Payload => {
            let query = form_encoded(&[(
                custom.text("access_token_param").to_owned(),
                access_token.clone(),
            )]);
            url = join_query(&url, &query);
        }
    }
    let outgoing = Outgoing {
        method: Method::GET,
        url,
        headers,
        body: None,
        hidden: access_token,
    };
    let answer = send(workspace, outgoing)
        .await
        .map_err(|reason| failed(&reason))?;
    if !answer.is_success() {
        return Err(failed(&answer.reason()));
    }
    let userinfo = answer
        .object()
        .ok_or_else(|| failed("the answer is not a JSON object"))?;
    let identity =
        Identity::from_userinfo(userinfo, custom).map_err(|claim_error| failed(&claim_error))?;
    let service_data = stored(custom, tokens, &identity);
    Ok(Fetched {
        service: custom.name().key(),
        identity,
        service_data,
    })
}

/// What goes into the user's document: fixed keys, and the claims over them.
fn stored(
    custom: &CustomOAuth,
    tokens: &Map<String, Value>,
    identity: &Identity,
) -> Map<String, Value> {
    let member = |name: &str| tokens.get(name).cloned().unwrap_or_default();
    let mut data = Map::new();
    data.insert("_OAuthCustom".to_owned(), json!(true));
    data.insert("serverURL".to_owned(), json!(custom.text("url")));
    data.insert("accessToken".to_owned(), member("access_token"));
    data.insert("idToken".to_owned(), member("id_token"));
    data.insert("expiresAt".to_owned(), expires_at(&member("expires_in")));
    if truthy(&member("refresh_token")) {
        data.insert("refreshToken".to_owned(), member("refresh_token"));
    }
    data.extend(identity.claims().clone());
    data
}

/// `expires_in` parsed as an integer, number or text; a missing one gives a null expiry.
fn expires_at(expires_in: &Value) -> Value {
    let seconds = expires_in.as_i64().or_else(|| {
        expires_in
            .as_str()
            .and_then(|text| text.trim().parse().ok())
    });
    seconds.map_or(Value::Null, |seconds: i64| {
        json!(now_in_milliseconds().saturating_add(seconds.saturating_mul(1000)))
    })
}

fn base_headers() -> Vec<(&'static str, String)> {
    vec![
        ("Accept", "application/json".to_owned()),
        ("User-Agent", USER_AGENT.to_owned()),
    ]
}

#[cfg(test)]
mod tests {
    use super::LoginState;

    fn state() -> LoginState {
        LoginState {
            login_style: "redirect".to_owned(),
            credential_token: "token??>>~".to_owned(),
            is_cordova: true,
            redirect_url: Some("rocketchat://auth".to_owned()),
        }
    }

    #[test]
    fn both_spellings_of_base64_are_read() {
        assert_eq!(LoginState::decode(&state().encode()), Some(state()));
        assert_eq!(
            LoginState::decode(&state().encode_for_mobile()),
            Some(state())
        );
        assert!(!state().encode_for_mobile().contains('='));
    }

    #[test]
    fn a_state_whose_plus_became_a_space_is_lost() {
        let damaged = state().encode().replacen(char::is_alphanumeric, " ", 1);

        assert_eq!(LoginState::decode(&damaged), None);
    }
}
