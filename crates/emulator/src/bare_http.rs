//! The modern engine's calls to the provider: bare Node http, which sends no `Accept`, follows nothing and waits for ever.

use http_body_util::{BodyExt as _, Full};
use hyper::body::Bytes;
use hyper_util::rt::TokioIo;
use reqwest::header::LOCATION;
use tokio::net::TcpStream;
use url::Url;

use crate::http_client::{Answer, Outgoing, record, send_once};
use crate::workspace::Workspace;

/// Sends exactly the given headers and `Host`. Over TLS the shared client is used, which adds an `Accept`.
///
/// # Errors
/// No answer: the text says why.
pub(crate) async fn send(workspace: &Workspace, outgoing: &Outgoing) -> Result<Answer, String> {
    let url = Url::parse(&outgoing.url).map_err(|error| error.to_string())?;
    if url.scheme() == "https" {
        return send_once(workspace, outgoing).await;
    }
    let sent = exchange(&url, outgoing).await;
    record(workspace, outgoing, &sent);
    sent
}

async fn exchange(url: &Url, outgoing: &Outgoing) -> Result<Answer, String> {
    let stream = connect(url).await?;
    let (mut sender, connection) = hyper::client::conn::http1::Builder::new()
        .title_case_headers(true)
        .handshake::<_, Full<Bytes>>(TokioIo::new(stream))
        .await
        .map_err(|error| error.to_string())?;
    tokio::spawn(connection);
    let response = sender
        .send_request(request(url, outgoing)?)
        .await
        .map_err(|error| error.to_string())?;
    let status = response.status().as_u16();
    let location = response
        .headers()
        .get(LOCATION)
        .and_then(|value| value.to_str().ok())
        .map(ToOwned::to_owned);
    let body = response
        .into_body()
        .collect()
        .await
        .map_err(|error| error.to_string())?
        .to_bytes();
    Ok(Answer {
        status,
        body: String::from_utf8_lossy(&body).into_owned(),
        location,
    })
}

async fn connect(url: &Url) -> Result<TcpStream, String> {
    let host = url.host_str().unwrap_or_default();
    let port = url.port_or_known_default().unwrap_or(80);
    TcpStream::connect(format!("{host}:{port}"))
        .await
        .map_err(|error| error.to_string())
}

fn request(url: &Url, outgoing: &Outgoing) -> Result<hyper::Request<Full<Bytes>>, String> {
    let target = url.query().map_or_else(
        || url.path().to_owned(),
        |query| format!("{}?{query}", url.path()),
    );
    let host = url.host_str().unwrap_or_default();
    let authority = url
        .port()
        .map_or_else(|| host.to_owned(), |port| format!("{host}:{port}"));
    let mut builder = hyper::Request::builder()
        .method(outgoing.method.clone())
        .uri(target)
        .header("Host", authority);
    for (name, value) in &outgoing.headers {
        builder = builder.header(*name, value);
    }
    let body = Full::new(Bytes::from(outgoing.body.clone().unwrap_or_default()));
    builder.body(body).map_err(|error| error.to_string())
}
