//! Exactly what Rocket.Chat's two engines put on the wire, written by hand: the order of
//! parameters, what is escaped and what is not, and which headers are there or missing.

use std::fmt::Write;

use base64::Engine;
use base64::engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD};
use gantry_core::Digest;
use gantry_test_support::{Page, RocketChatClient, TestApp};
use reqwest::StatusCode;
use reqwest::header::{HeaderMap, HeaderName, HeaderValue};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;
use url::Url;

/// The legacy engine's program name.
pub(crate) const METEOR: (&str, &str) = ("User-Agent", "Meteor/METEOR@3.0");
/// The modern engine's program name.
pub(crate) const NODE_OAUTH: (&str, &str) = ("User-Agent", "Node-oauth");
/// The one form in which both send parameters.
pub(crate) const FORM: (&str, &str) = ("Content-Type", "application/x-www-form-urlencoded");
/// What the legacy engine wants to read.
pub(crate) const JSON: (&str, &str) = ("Accept", "application/json");
/// A verifier of the modern engine: 32 bytes as 43 characters.
pub(crate) const VERIFIER: &str = "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk";
/// A state of the modern engine: 24 letters and digits.
pub(crate) const MODERN_STATE: &str = "hZ4CVPmB92K27uhbUJU1p1rW";

/// JavaScript's `encodeURIComponent`.
pub(crate) fn encode_uri_component(text: &str) -> String {
    let mut encoded = String::new();
    for byte in text.bytes() {
        if byte.is_ascii_alphanumeric() || b"-_.!~*'()".contains(&byte) {
            encoded.push(char::from(byte));
        } else {
            write!(encoded, "%{byte:02X}").unwrap();
        }
    }
    encoded
}

/// What the legacy engine of a browser says about the page it is on, before base64.
pub(crate) fn legacy_state_json(login_style: &str) -> String {
    // Three of each: wherever a group of three bytes begins, base64 needs a `/` and a `+`.
    let page = "https://chat.example.org/channel/general?msg=???>>>";
    let token = "nJ9MZqRt4vW1xYk2LpQ7sD8fGh3jKlMnBvCxZaSdFgH";
    format!(
        "{{\"loginStyle\":\"{login_style}\",\"credentialToken\":\"{token}\",\
         \"isCordova\":false,\"redirectUrl\":\"{page}\"}}"
    )
}

/// The legacy engine's state: standard base64, with `+`, `/` and `=` in it.
pub(crate) fn legacy_state() -> String {
    let mut json = legacy_state_json("redirect");
    while json.len().is_multiple_of(3) {
        json.push(' ');
    }
    STANDARD.encode(json)
}

/// The mobile app's state: base64url without padding, with `-` and `_` in it.
pub(crate) fn mobile_state() -> String {
    let json = legacy_state_json("popup").replace("false", "true");
    URL_SAFE_NO_PAD.encode(json)
}

/// The address that the legacy engine opens in the browser.
pub(crate) fn legacy_address(client: &RocketChatClient, state: &str) -> String {
    format!(
        "/application/o/authorize/?client_id={}&redirect_uri={}&response_type=code&state={}&scope={}",
        client.id,
        encode_uri_component(&client.redirect_uri),
        encode_uri_component(state),
        encode_uri_component("email profile openid"),
    )
}

/// The address that the mobile app opens: its state is not escaped.
pub(crate) fn mobile_address(client: &RocketChatClient, state: &str) -> String {
    format!(
        "/application/o/authorize/?client_id={}&redirect_uri={}&response_type=code&state={state}&scope={}",
        client.id,
        encode_uri_component(&client.redirect_uri),
        encode_uri_component("email profile openid"),
    )
}

/// The address to which the modern engine's server sends the browser.
pub(crate) fn modern_address(client: &RocketChatClient) -> String {
    let challenge = URL_SAFE_NO_PAD.encode(Digest::of(VERIFIER.as_bytes()).as_bytes());
    format!(
        "/application/o/authorize/?response_type=code&redirect_uri={}&scope={}\
         &code_challenge={challenge}&code_challenge_method=S256&state={MODERN_STATE}&client_id={}",
        encode_uri_component(&client.redirect_uri),
        encode_uri_component("email profile openid"),
        client.id,
    )
}

/// `Basic` with id and secret as they are, not form-encoded first.
pub(crate) fn raw_basic(client: &RocketChatClient) -> String {
    format!(
        "Basic {}",
        STANDARD.encode(format!("{}:{}", client.id, client.secret))
    )
}

/// The legacy engine's body without credentials, as with "Token Sent Via" = Header.
pub(crate) fn legacy_body(client: &RocketChatClient, code: &str) -> String {
    format!(
        "code={}&redirect_uri={}&grant_type=authorization_code&state={}",
        encode_uri_component(code),
        encode_uri_component(&client.redirect_uri),
        encode_uri_component(&legacy_state()),
    )
}

/// The legacy engine with "Token Sent Via" = Payload.
pub(crate) async fn legacy_payload(app: &TestApp, client: &RocketChatClient, code: &str) -> Page {
    let body = format!(
        "{}&client_secret={}&client_id={}",
        legacy_body(client, code),
        encode_uri_component(&client.secret),
        encode_uri_component(&client.id),
    );
    post_token(app, "", &[FORM, JSON, METEOR], &body).await
}

/// The legacy engine with "Token Sent Via" = Header.
pub(crate) async fn legacy_header(app: &TestApp, client: &RocketChatClient, code: &str) -> Page {
    let basic = raw_basic(client);
    let headers = [FORM, JSON, METEOR, ("Authorization", basic.as_str())];
    post_token(app, "", &headers, &legacy_body(client, code)).await
}

/// The modern engine's body, in its order.
pub(crate) fn modern_body(client: &RocketChatClient, verifier: &str, code: &str) -> String {
    format!(
        "grant_type=authorization_code&redirect_uri={}&code_verifier={verifier}&client_id={}\
         &client_secret={}&code={}",
        encode_uri_component(&client.redirect_uri),
        encode_uri_component(&client.id),
        encode_uri_component(&client.secret),
        encode_uri_component(code),
    )
}

/// The modern engine: everything in the body, no `Accept`.
pub(crate) async fn modern_token(app: &TestApp, client: &RocketChatClient, code: &str) -> Page {
    post_token(
        app,
        "",
        &[FORM, NODE_OAUTH],
        &modern_body(client, VERIFIER, code),
    )
    .await
}

/// A token request with exactly these headers besides `Host`, `Content-Length` and `Connection`.
pub(crate) async fn post_token(
    app: &TestApp,
    query: &str,
    headers: &[(&str, &str)],
    body: &str,
) -> Page {
    raw(
        app,
        &format!("POST /application/o/token/{query}"),
        headers,
        body,
    )
    .await
}

/// A request with exactly these headers besides `Host`, `Content-Length` and `Connection`.
pub(crate) async fn raw(app: &TestApp, line: &str, headers: &[(&str, &str)], body: &str) -> Page {
    let address = app.url.strip_prefix("http://").unwrap();
    let mut request = format!("{line} HTTP/1.1\r\nHost: {address}\r\nConnection: close\r\n");
    for (name, value) in headers {
        write!(request, "{name}: {value}\r\n").unwrap();
    }
    write!(request, "Content-Length: {}\r\n\r\n{body}", body.len()).unwrap();
    let mut stream = TcpStream::connect(address).await.unwrap();
    stream.write_all(request.as_bytes()).await.unwrap();
    let mut answer = String::new();
    stream.read_to_string(&mut answer).await.unwrap();
    let (_, path) = line.split_once(' ').unwrap();
    parsed(&format!("{}{path}", app.url), &answer)
}

fn parsed(url: &str, answer: &str) -> Page {
    let (head, body) = answer.split_once("\r\n\r\n").unwrap();
    let mut lines = head.split("\r\n");
    let status = lines.next().unwrap().split(' ').nth(1).unwrap();
    let mut headers = HeaderMap::new();
    for line in lines {
        let (name, value) = line.split_once(':').unwrap();
        let name: HeaderName = name.parse().unwrap();
        headers.append(name, HeaderValue::from_str(value.trim()).unwrap());
    }
    Page {
        url: url.to_owned(),
        status: StatusCode::from_bytes(status.as_bytes()).unwrap(),
        headers,
        body: body.to_owned(),
    }
}

/// A parameter of an address as JavaScript's `decodeURIComponent` reads it, which keeps a `+`;
/// every other decoder must read the same.
pub(crate) fn returned(address: &Url, name: &str) -> Option<String> {
    let query = address.query().unwrap();
    assert!(
        !query.contains('+'),
        "a plus is read differently by different decoders: {query}"
    );
    let found = address.query_pairs().find(|(key, _)| key == name);
    found.map(|(_, value)| value.into_owned())
}

/// The code in the address at the client.
pub(crate) fn code_of(address: &Url) -> String {
    returned(address, "code").unwrap_or_else(|| panic!("no code: {address}"))
}
