//! A request to the REST interface, read once: headers, query and body, whatever form that has.

use std::net::IpAddr;
use std::time::Instant;

use axum::body::to_bytes;
use axum::extract::{FromRequest as _, Multipart, Request};
use axum::http::{HeaderMap, Method, StatusCode, header};
use serde_json::{Map, Value, json};

use crate::encoding::{decode_pairs, hex};
use crate::http_client::now_in_milliseconds;
use crate::outage::ClientAddress;
use crate::rest::journal::RestCall;

/// Room for an avatar.
const LARGEST_BODY: usize = 16 * 1024 * 1024;

/// A file out of a form.
#[derive(Clone, Debug)]
pub(crate) struct Upload {
    pub(crate) field: String,
    pub(crate) media_type: String,
    pub(crate) sha256: String,
    size: usize,
}

impl Upload {
    pub(crate) fn new(field: String, media_type: String, content: &[u8]) -> Self {
        let sha256 = aws_lc_rs::digest::digest(&aws_lc_rs::digest::SHA256, content);
        Self {
            field,
            media_type,
            sha256: hex(sha256.as_ref()),
            size: content.len(),
        }
    }
}

/// One request.
#[derive(Debug)]
pub(crate) struct Incoming {
    pub(crate) method: Method,
    path: String,
    pub(crate) query: Vec<(String, String)>,
    pub(crate) headers: HeaderMap,
    pub(crate) address: IpAddr,
    /// An empty object without a body; none if the body is no JSON object.
    pub(crate) body: Option<Map<String, Value>>,
    had_body: bool,
    pub(crate) upload: Option<Upload>,
}

impl Incoming {
    pub(crate) async fn read(request: Request) -> Self {
        let mut incoming = Self {
            method: request.method().clone(),
            path: request.uri().path().to_owned(),
            query: decode_pairs(request.uri().query().unwrap_or_default()),
            headers: request.headers().clone(),
            address: ClientAddress::of(&request),
            body: Some(Map::new()),
            had_body: false,
            upload: None,
        };
        if incoming
            .header(header::CONTENT_TYPE.as_str())
            .starts_with("multipart/form-data")
        {
            incoming.read_form(request).await;
        } else {
            incoming.read_json(request).await;
        }
        incoming
    }

    /// What follows `/api/v1/`, or `info` for `/api/info`.
    pub(crate) fn route(&self) -> &str {
        let route = self
            .path
            .strip_prefix("/api/v1/")
            .or_else(|| self.path.strip_prefix("/api/"));
        route.unwrap_or_default()
    }

    /// A header's text, empty without it.
    pub(crate) fn header(&self, name: &str) -> &str {
        self.headers
            .get(name)
            .and_then(|value| value.to_str().ok())
            .unwrap_or_default()
    }

    /// The entry for the record.
    pub(crate) fn as_call(&self, status: Option<StatusCode>) -> RestCall {
        let present = |name: &str| !self.header(name).is_empty();
        RestCall {
            method: self.method.to_string(),
            path: self.path.clone(),
            query: self.query.clone(),
            body: self.recorded_body(),
            had_both_auth_headers: present("X-Auth-Token") && present("X-User-Id"),
            token: self.header("X-Auth-Token").to_owned(),
            status: status.map(|status| status.as_u16()),
            at: Instant::now(),
            at_milliseconds: now_in_milliseconds(),
        }
    }

    fn recorded_body(&self) -> Value {
        let Some(mut members) = self.body.clone().filter(|_| self.had_body) else {
            return Value::Null;
        };
        if let Some(upload) = &self.upload {
            let file =
                json!({ "sha256": upload.sha256, "size": upload.size, "type": upload.media_type });
            members.insert(upload.field.clone(), file);
        }
        Value::Object(members)
    }

    async fn read_json(&mut self, request: Request) {
        let bytes = to_bytes(request.into_body(), LARGEST_BODY)
            .await
            .unwrap_or_default();
        self.had_body = !bytes.is_empty();
        if self.had_body {
            self.body = serde_json::from_slice(&bytes).ok();
        }
    }

    async fn read_form(&mut self, request: Request) {
        self.had_body = true;
        let Ok(mut form) = Multipart::from_request(request, &()).await else {
            self.body = None;
            return;
        };
        let mut members = Map::new();
        while let Ok(Some(field)) = form.next_field().await {
            let name = field.name().unwrap_or_default().to_owned();
            let is_file = field.file_name().is_some();
            let media_type = field.content_type().unwrap_or_default().to_owned();
            let content = field.bytes().await.unwrap_or_default();
            if is_file {
                self.upload = Some(Upload::new(name, media_type, &content));
            } else {
                let text = String::from_utf8_lossy(&content).into_owned();
                members.insert(name, Value::String(text));
            }
        }
        self.body = Some(members);
    }
}
