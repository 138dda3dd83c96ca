//! What is asked: a method, an address, headers and a body.
//!
//! Secrets travel in headers and bodies, never in addresses; neither is ever printed.

use std::fmt;

use reqwest::header::{CONTENT_LENGTH, CONTENT_TYPE, HeaderName, HeaderValue};
use reqwest::multipart::{Form, Part as LibraryPart};
use reqwest::{Method, RequestBuilder};
use serde_json::Value;
use url::{Url, form_urlencoded};

use crate::error::OutboundError;

const FORM: &str = "application/x-www-form-urlencoded";

/// One request.
#[derive(Debug, Clone)]
pub struct OutboundRequest {
    pub(crate) method: Method,
    pub(crate) url: Url,
    pub(crate) largest: Option<usize>,
    headers: Vec<(HeaderName, HeaderValue)>,
    body: Body,
}

/// One part of a `multipart/form-data` body.
#[derive(Clone)]
pub enum Part {
    /// A field with a text.
    Text {
        /// The field.
        name: String,
        /// Its value.
        value: String,
    },
    /// A file.
    File {
        /// The field.
        name: String,
        /// The file's name.
        file_name: String,
        /// Its media type.
        content_type: String,
        /// What is in it.
        bytes: Vec<u8>,
    },
}

#[derive(Clone)]
enum Body {
    Empty,
    Json(Value),
    Form(String),
    Multipart(Vec<Part>),
}

impl OutboundRequest {
    /// A `GET` of JSON.
    #[must_use]
    pub fn get(url: Url) -> Self {
        Self::new(Method::GET, url)
    }

    /// A `POST` answered by JSON.
    #[must_use]
    pub fn post(url: Url) -> Self {
        Self::new(Method::POST, url)
    }

    fn new(method: Method, url: Url) -> Self {
        Self {
            method,
            url,
            largest: None,
            headers: Vec::new(),
            body: Body::Empty,
        }
    }

    /// A header whose value is never printed.
    ///
    /// # Errors
    ///
    /// If the name or the value cannot stand in a header.
    pub fn secret_header(mut self, name: &str, value: &str) -> Result<Self, OutboundError> {
        let refused = || OutboundError::HeaderRefused(name.to_owned());
        let key = HeaderName::from_bytes(name.as_bytes()).map_err(|_| refused())?;
        let mut value = HeaderValue::from_str(value).map_err(|_| refused())?;
        value.set_sensitive(true);
        self.headers.push((key, value));
        Ok(self)
    }

    /// A JSON body.
    #[must_use]
    pub fn json(mut self, body: Value) -> Self {
        self.body = Body::Json(body);
        self
    }

    /// An `application/x-www-form-urlencoded` body.
    #[must_use]
    pub fn form(mut self, fields: &[(&str, &str)]) -> Self {
        let mut text = form_urlencoded::Serializer::new(String::new());
        self.body = Body::Form(text.extend_pairs(fields).finish());
        self
    }

    /// A `multipart/form-data` body.
    #[must_use]
    pub fn multipart(mut self, parts: Vec<Part>) -> Self {
        self.body = Body::Multipart(parts);
        self
    }

    /// The largest answer accepted, where the rules' limit does not fit.
    #[must_use]
    pub const fn up_to(mut self, bytes: usize) -> Self {
        self.largest = Some(bytes);
        self
    }

    /// Puts headers and body on the library's request.
    pub(crate) fn fill(self, request: RequestBuilder) -> Result<RequestBuilder, OutboundError> {
        let request = self
            .headers
            .into_iter()
            .fold(request, |request, (name, value)| {
                request.header(name, value)
            });
        match self.body {
            // Proxies may insist on a length (411), and the library names none for no body.
            Body::Empty if self.method == Method::POST => Ok(request.header(CONTENT_LENGTH, 0)),
            Body::Empty => Ok(request),
            Body::Json(value) => Ok(request.json(&value)),
            Body::Form(text) => Ok(request.header(CONTENT_TYPE, FORM).body(text)),
            Body::Multipart(parts) => Ok(request.multipart(form(parts)?)),
        }
    }
}

fn form(parts: Vec<Part>) -> Result<Form, OutboundError> {
    parts
        .into_iter()
        .try_fold(Form::new(), |form, part| match part {
            Part::Text { name, value } => Ok(form.text(name, value)),
            Part::File {
                name,
                file_name,
                content_type,
                bytes,
            } => LibraryPart::bytes(bytes)
                .file_name(file_name)
                .mime_str(&content_type)
                .map(|file| form.part(name, file))
                .map_err(|_| OutboundError::HeaderRefused("content-type".to_owned())),
        })
}

impl fmt::Debug for Part {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Text { name, .. } => write!(f, "Text({name})"),
            Self::File { name, .. } => write!(f, "File({name})"),
        }
    }
}

impl fmt::Debug for Body {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Empty => f.write_str("Empty"),
            Self::Json(_) => f.write_str("Json(***)"),
            Self::Form(_) => f.write_str("Form(***)"),
            Self::Multipart(parts) => f.debug_tuple("Multipart").field(parts).finish(),
        }
    }
}
