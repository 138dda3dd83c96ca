//! One kept-alive HTTP/1.1 connection with the cookies of one browser.

use anyhow::{Context, Result, ensure};
use http_body_util::{BodyExt, Full};
use hyper::body::Bytes;
use hyper::client::conn::http1::{SendRequest, handshake};
use hyper::header::{COOKIE, HOST, HeaderMap, LOCATION, SET_COOKIE};
use hyper::{Request, StatusCode, http};
use hyper_util::rt::TokioIo;
use tokio::net::TcpStream;

/// A connection to the server.
pub(crate) struct Connection {
    sender: SendRequest<Full<Bytes>>,
    address: String,
    cookies: Vec<(String, String)>,
}

/// An answer.
pub(crate) struct Answer {
    pub(crate) status: StatusCode,
    pub(crate) headers: HeaderMap,
    pub(crate) body: Bytes,
}

impl Answer {
    /// Where a redirect leads.
    pub(crate) fn location(&self) -> Result<&str> {
        let location = self.headers.get(LOCATION);
        let location = location.with_context(|| format!("{} without Location", self.status))?;
        Ok(location.to_str()?)
    }

    /// The body of a 200.
    pub(crate) fn ok(&self) -> Result<&[u8]> {
        ensure!(
            self.status == StatusCode::OK,
            "{}: {}",
            self.status,
            String::from_utf8_lossy(&self.body)
        );
        Ok(&self.body)
    }
}

impl Connection {
    /// Connects to `host:port`.
    pub(crate) async fn open(address: &str) -> Result<Self> {
        let stream = TcpStream::connect(address).await?;
        stream.set_nodelay(true)?;
        let (sender, connection) = handshake(TokioIo::new(stream)).await?;
        tokio::spawn(connection);
        Ok(Self {
            sender,
            address: address.to_owned(),
            cookies: Vec::new(),
        })
    }

    /// Forgets every cookie.
    pub(crate) fn forget_cookies(&mut self) {
        self.cookies.clear();
    }

    /// The cookies kept.
    pub(crate) fn cookies(&self) -> &[(String, String)] {
        &self.cookies
    }

    /// GET with further headers.
    pub(crate) async fn get(&mut self, path: &str, headers: &[(&str, &str)]) -> Result<Answer> {
        let request = Request::get(path);
        self.send(request, headers, Bytes::new()).await
    }

    /// POST of a form, with an origin as browsers send it.
    pub(crate) async fn post(&mut self, path: &str, form: &str) -> Result<Answer> {
        let origin = format!("http://{}", self.address);
        let headers = [
            ("content-type", "application/x-www-form-urlencoded"),
            ("origin", origin.as_str()),
        ];
        let body = Bytes::copy_from_slice(form.as_bytes());
        self.send(Request::post(path), &headers, body).await
    }

    async fn send(
        &mut self,
        mut request: http::request::Builder,
        headers: &[(&str, &str)],
        body: Bytes,
    ) -> Result<Answer> {
        request = request.header(HOST, &self.address);
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        if !self.cookies.is_empty() {
            let pairs: Vec<String> = self
                .cookies
                .iter()
                .map(|(name, value)| format!("{name}={value}"))
                .collect();
            request = request.header(COOKIE, pairs.join("; "));
        }
        self.sender.ready().await?;
        let answer = self
            .sender
            .send_request(request.body(Full::new(body))?)
            .await?;
        let (parts, body) = answer.into_parts();
        self.keep_cookies(&parts.headers);
        let body = body.collect().await?.to_bytes();
        Ok(Answer {
            status: parts.status,
            headers: parts.headers,
            body,
        })
    }

    fn keep_cookies(&mut self, headers: &HeaderMap) {
        for cookie in headers.get_all(SET_COOKIE) {
            let pair = cookie
                .to_str()
                .unwrap_or_default()
                .split(';')
                .next()
                .unwrap_or_default();
            if let Some((name, value)) = pair.split_once('=') {
                self.cookies.retain(|(known, _)| known != name);
                if !value.is_empty() {
                    self.cookies.push((name.to_owned(), value.to_owned()));
                }
            }
        }
    }
}
