//! The two ways to sign in, as a browser and an application make them together.

use anyhow::{Context, Result, ensure};
use serde_json::Value;

use crate::bench::connection::{Answer, Connection};
use crate::bench::seed::{Client, PASSWORD};

/// RFC 7636 appendix B. <https://www.rfc-editor.org/rfc/rfc7636#appendix-B>
const VERIFIER: &str = "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk";
const CHALLENGE: &str = "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM";

fn authorize_path(client: &Client) -> String {
    let redirect_uri = escape(&client.redirect_uri);
    format!(
        "/application/o/authorize/?response_type=code&client_id={}&redirect_uri={redirect_uri}\
         &scope=openid%20profile%20email&state=abcdefghijklmnopqrstuvwx\
         &code_challenge={CHALLENGE}&code_challenge_method=S256",
        client.id
    )
}

/// With a session and nothing to ask: authorize, token, userinfo.
pub(crate) async fn sign_in(
    connection: &mut Connection,
    client: &Client,
    session: &str,
) -> Result<()> {
    let answer = connection
        .get(&authorize_path(client), &[("cookie", session)])
        .await?;
    let token = redeem(connection, client, &answer).await?;
    userinfo(connection, &token).await
}

/// Without cookies: the same with the login page and one password check; returns the token.
pub(crate) async fn login(
    connection: &mut Connection,
    client: &Client,
    username: &str,
) -> Result<String> {
    connection.forget_cookies();
    let mut answer = connection.get(&authorize_path(client), &[]).await?;
    while answer.status.is_redirection() {
        let path = answer.location()?.to_owned();
        answer = connection.get(local(&path), &[]).await?;
    }
    let page = std::str::from_utf8(answer.ok()?)?;
    let form = format!(
        "username={username}&password={}&request={}&form_token={}",
        escape(PASSWORD),
        escape(field(page, "request")?),
        escape(field(page, "form_token")?),
    );
    answer = connection.post("/login", &form).await?;
    let back = answer.location()?.to_owned();
    answer = connection.get(local(&back), &[]).await?;
    let token = redeem(connection, client, &answer).await?;
    userinfo(connection, &token).await?;
    Ok(token)
}

/// Userinfo alone.
pub(crate) async fn userinfo(connection: &mut Connection, token: &str) -> Result<()> {
    let bearer = format!("Bearer {token}");
    let headers = [("authorization", bearer.as_str())];
    let answer = connection.get("/application/o/userinfo/", &headers).await?;
    answer.ok().map(|_| ())
}

async fn redeem(connection: &mut Connection, client: &Client, answer: &Answer) -> Result<String> {
    let location = answer.location()?;
    let (_, code) = location
        .split_once("code=")
        .with_context(|| format!("no code: {location}"))?;
    let code = code.split('&').next().unwrap_or_default();
    let form = format!(
        "grant_type=authorization_code&redirect_uri={}&code_verifier={VERIFIER}\
         &client_id={}&client_secret={}&code={code}",
        escape(&client.redirect_uri),
        client.id,
        client.secret,
    );
    let answer = connection.post("/application/o/token/", &form).await?;
    let json: Value = serde_json::from_slice(answer.ok()?)?;
    ensure!(json.get("id_token").is_some(), "no ID token");
    let token = json.get("access_token").and_then(Value::as_str);
    token.map(str::to_owned).context("no access token")
}

/// The path of an address of the server itself.
fn local(location: &str) -> &str {
    match location.strip_prefix("http://") {
        Some(rest) => rest
            .find('/')
            .and_then(|start| rest.get(start..))
            .unwrap_or("/"),
        None => location,
    }
}

/// The value of a hidden field.
fn field<'a>(page: &'a str, name: &str) -> Result<&'a str> {
    let marker = format!("name=\"{name}\" value=\"");
    let (_, rest) = page
        .split_once(&marker)
        .with_context(|| format!("no field {name}"))?;
    Ok(rest.split('"').next().unwrap_or_default())
}

fn escape(text: &str) -> String {
    text.bytes()
        .map(|byte| match byte {
            b'A'..=b'Z' | b'a'..=b'z' | b'0'..=b'9' | b'-' | b'_' | b'.' | b'~' => {
                char::from(byte).to_string()
            }
            other => format!("%{other:02X}"),
        })
        .collect()
}
