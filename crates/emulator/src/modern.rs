//! The modern engine (Passport): a server-built request with PKCE, a cookie session, token and identity calls.

use reqwest::Method;
use serde_json::{Map, Value, json};
use url::Url;

use crate::bare_http::send;
use crate::custom_oauth::{CustomOAuth, SentVia};
use crate::encoding::{
    decode_pairs, encode_uri_component, join_query, percent_encoded, random_alphanumeric,
    random_secret, s256,
};
use crate::http_client::{Answer, Outgoing};
use crate::identity::{Identity, truthy};
use crate::legacy::Fetched;
use crate::sessions::PendingLogin;
use crate::template::javascript_text;
use crate::workspace::{Workspace, lock};

const USER_AGENT: &str = "Node-oauth";

/// A started login: where the browser goes and which session waits for it.
pub(crate) struct Started {
    pub(crate) address: String,
    pub(crate) session_id: String,
}

/// Starts a login, overwriting one that waits for the same provider host in this browser.
pub(crate) fn start(
    workspace: &Workspace,
    custom: &CustomOAuth,
    session_id: Option<&str>,
    login_client: Option<String>,
) -> Started {
    let state = random_alphanumeric(24);
    let code_verifier = random_secret();
    let pair = |name: &str, value: &str| (name.to_owned(), value.to_owned());
    let query = percent_encoded(&[
        pair("response_type", "code"),
        pair(
            "redirect_uri",
            &custom.redirect_uri(&workspace.settings.site_url()),
        ),
        pair("scope", custom.text("scope")),
        pair("code_challenge", &s256(&code_verifier)),
        pair("code_challenge_method", "S256"),
        pair("state", &state),
        pair("client_id", custom.text("id")),
    ]);
    let login = PendingLogin {
        state,
        code_verifier,
        login_client,
    };
    let session_id =
        lock(&workspace.oauth_sessions).keep(session_id, &provider_host(custom), login);
    Started {
        address: join_query(&custom.always_prefixed("authorize_path"), &query),
        session_id,
    }
}

/// Takes the pending login that this browser's session holds for the state; anything else is a failure without a message.
pub(crate) fn verify_state(
    workspace: &Workspace,
    custom: &CustomOAuth,
    session_id: Option<&str>,
    state: Option<&str>,
) -> Result<PendingLogin, String> {
    let pending =
        session_id.and_then(|id| lock(&workspace.oauth_sessions).take(id, &provider_host(custom)));
    let Some(login) = pending else {
        return Err("Unable to verify authorization request state.".to_owned());
    };
    if Some(login.state.as_str()) == state {
        Ok(login)
    } else {
        Err("Invalid authorization request state.".to_owned())
    }
}

/// Exchanges the code and fetches the identity.
///
/// # Errors
/// The text of the exception behind the error page.
pub(crate) async fn complete(
    workspace: &Workspace,
    custom: &CustomOAuth,
    code: &str,
    login: &PendingLogin,
) -> Result<Fetched, String> {
    let tokens = request_token(workspace, custom, code, login).await?;
    fetch_identity(workspace, custom, tokens).await
}

async fn request_token(
    workspace: &Workspace,
    custom: &CustomOAuth,
    code: &str,
    login: &PendingLogin,
) -> Result<Map<String, Value>, String> {
    let pair = |name: &str, value: &str| (name.to_owned(), value.to_owned());
    let body = percent_encoded(&[
        pair("grant_type", "authorization_code"),
        pair(
            "redirect_uri",
            &custom.redirect_uri(&workspace.settings.site_url()),
        ),
        pair("code_verifier", &login.code_verifier),
        pair("client_id", custom.text("id")),
        pair("client_secret", custom.text("secret")),
        pair("code", code),
    ]);
    let headers = vec![
        (
            "Content-Type",
            "application/x-www-form-urlencoded".to_owned(),
        ),
        ("User-Agent", USER_AGENT.to_owned()),
        ("Content-Length", body.len().to_string()),
    ];
    let url = custom.always_prefixed("token_path");
    let outgoing = Outgoing {
        method: Method::POST,
        url,
        headers,
        body: Some(body),
        hidden: String::new(),
    };
    let answer = send(workspace, &outgoing)
        .await
        .map_err(|reason| failed_token(&reason))?;
    // 301 and 302 pass as success and then lack a token.
    if !answer.is_success() && !matches!(answer.status, 301 | 302) {
        return Err(refusal(&answer));
    }
    let tokens = answer.object().unwrap_or_else(|| form_object(&answer.body));
    if tokens.get("access_token").is_some_and(truthy) {
        Ok(tokens)
    } else {
        Err(failed_token("the answer holds no access token"))
    }
}

async fn fetch_identity(
    workspace: &Workspace,
    custom: &CustomOAuth,
    tokens: Map<String, Value>,
) -> Result<Fetched, String> {
    let access_token = tokens
        .get("access_token")
        .map(javascript_text)
        .unwrap_or_default();
    let mut headers = vec![
        ("User-Agent", USER_AGENT.to_owned()),
        ("Content-length", "0".to_owned()),
    ];
    let mut url = custom.identity_url();
    match custom.identity_token_sent_via() {
        SentVia::Header => headers.push(("Authorization", format!("Bearer {access_token}"))),
        SentVia::Payload => {
            let parameter = encode_uri_component(custom.text("access_token_param"));
            url = join_query(
                &url,
                &format!("{parameter}={}", encode_uri_component(&access_token)),
            );
        }
    }
    let outgoing = Outgoing {
        method: Method::GET,
        url,
        headers,
        body: None,
        hidden: access_token,
    };
    let failed = |reason: &str| format!("Failed to fetch user profile. {reason}");
    let answer = send(workspace, &outgoing)
        .await
        .map_err(|reason| failed(&reason))?;
    if answer.status != 200 {
        return Err(failed(&answer.reason()));
    }
    let userinfo = answer
        .object()
        .ok_or_else(|| failed("the answer is not a JSON object"))?;
    let identity = Identity::from_profile(userinfo, custom)?;
    let service_data = stored(custom, &tokens, &identity);
    Ok(Fetched {
        service: custom.name().key(),
        identity,
        service_data,
    })
}

/// Claims with the fixed keys over them; `id_token` and `expires_in` were dropped.
fn stored(
    custom: &CustomOAuth,
    tokens: &Map<String, Value>,
    identity: &Identity,
) -> Map<String, Value> {
    let mut data = identity.claims().clone();
    data.insert("serverURL".to_owned(), json!(custom.text("url")));
    for (member, key) in [
        ("access_token", "accessToken"),
        ("refresh_token", "refreshToken"),
    ] {
        if let Some(token) = tokens.get(member).filter(|token| truthy(token)) {
            data.insert(key.to_owned(), token.clone());
        }
    }
    data
}

/// On an RFC 6749 error the description becomes the exception.
fn refusal(answer: &Answer) -> String {
    let error = answer.object().unwrap_or_default();
    let text = |member: &str| {
        error
            .get(member)
            .filter(|value| truthy(value))
            .map(javascript_text)
    };
    text("error_description")
        .or_else(|| text("error"))
        .unwrap_or_else(|| failed_token(&answer.reason()))
}

fn failed_token(reason: &str) -> String {
    format!("Failed to obtain access token. {reason}")
}

fn form_object(body: &str) -> Map<String, Value> {
    decode_pairs(body)
        .into_iter()
        .map(|(name, value)| (name, Value::String(value)))
        .collect()
}

/// The session key is the host alone: two services of one provider overwrite each other.
fn provider_host(custom: &CustomOAuth) -> String {
    let url = Url::parse(&custom.always_prefixed("authorize_path")).ok();
    url.and_then(|url| url.host_str().map(ToOwned::to_owned))
        .unwrap_or_default()
}
