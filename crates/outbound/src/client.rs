//! The one client for outgoing HTTP.
//!
//! It uses no proxy: behind a proxy the address asked would not be the address judged.

use std::time::Duration;

use reqwest::{Certificate, Client, RequestBuilder, Response, redirect};
use serde_json::Value;
use url::{Host, Url};

use crate::error::{OutboundError, OutboundSetUpError};
use crate::resolver::GuardedResolver;

const CONNECT: Duration = Duration::from_secs(5);
const WHOLE: Duration = Duration::from_secs(10);
const LARGEST: usize = 64 * 1024;
const NAME: &str = concat!("Gantry/", env!("CARGO_PKG_VERSION"));

/// What an operator may loosen.
#[derive(Debug, Clone, Default)]
pub struct OutboundRules {
    /// Allow private and loopback addresses, and `http`.
    pub allow_private: bool,
    /// Certificates (PEM, one or several) trusted beside those of the system.
    pub extra_ca_pem: Option<Vec<u8>>,
    /// Largest answer in bytes; `None` means 64 KiB.
    pub largest_answer: Option<usize>,
}

/// A guarded HTTP client; cheap to clone.
#[derive(Debug, Clone)]
pub struct Outbound {
    client: Client,
    resolver: GuardedResolver,
    largest: usize,
}

/// A status and the bytes that came with it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Answer {
    /// The HTTP status; a redirect is an answer like any other.
    pub status: u16,
    /// The `Location` header, if one came.
    pub location: Option<String>,
    /// The body, at most as large as the rules allow.
    pub body: Vec<u8>,
}

/// A status and the JSON that came with it.
#[derive(Debug, Clone, PartialEq)]
pub struct JsonAnswer {
    /// The HTTP status; anything but 2xx is the caller's to judge.
    pub status: u16,
    /// The parsed body.
    pub body: Value,
}

impl Outbound {
    /// Prepares the client.
    ///
    /// # Errors
    ///
    /// If the extra certificate authority is not PEM or TLS cannot be prepared.
    pub fn new(rules: &OutboundRules) -> Result<Self, OutboundSetUpError> {
        let resolver = GuardedResolver {
            allow_private: rules.allow_private,
        };
        let mut builder = Client::builder()
            .user_agent(NAME)
            .redirect(redirect::Policy::none())
            .referer(false)
            .no_proxy()
            .connect_timeout(CONNECT)
            .timeout(WHOLE)
            .dns_resolver(resolver);
        if let Some(pem) = &rules.extra_ca_pem {
            let authorities =
                Certificate::from_pem_bundle(pem).map_err(OutboundSetUpError::Authority)?;
            builder = builder.tls_certs_merge(authorities);
        }
        let client = builder.build().map_err(OutboundSetUpError::Client)?;
        let largest = rules.largest_answer.unwrap_or(LARGEST);
        Ok(Self {
            client,
            resolver,
            largest,
        })
    }

    /// Whether the rules allow asking this address, as far as can be told without resolving names.
    ///
    /// # Errors
    ///
    /// The rule that forbids it.
    pub fn check(&self, url: &Url) -> Result<(), OutboundError> {
        match url.scheme() {
            "https" => {}
            "http" if self.resolver.allow_private => {}
            _ => return Err(OutboundError::SchemeRefused),
        }
        if !url.username().is_empty() || url.password().is_some() {
            return Err(OutboundError::CredentialsInAddress);
        }
        match url.host() {
            Some(Host::Ipv4(address)) => {
                Ok(self.resolver.check(&address.to_string(), address.into())?)
            }
            Some(Host::Ipv6(address)) => {
                Ok(self.resolver.check(&address.to_string(), address.into())?)
            }
            Some(Host::Domain(name)) if !name.is_empty() => Ok(()),
            Some(Host::Domain(_)) | None => Err(OutboundError::NoHost),
        }
    }

    /// `GET` of a JSON document.
    ///
    /// # Errors
    ///
    /// If a rule forbids it, nobody answers, or the answer is too large or not JSON.
    pub async fn get_json(&self, url: &Url) -> Result<JsonAnswer, OutboundError> {
        self.get_json_with(url, &[]).await
    }

    /// `GET` of a JSON document with headers of our own.
    ///
    /// # Errors
    ///
    /// As [`Outbound::get_json`].
    pub async fn get_json_with(
        &self,
        url: &Url,
        headers: &[(&str, &str)],
    ) -> Result<JsonAnswer, OutboundError> {
        let request = self
            .client
            .get(url.clone())
            .header("accept", "application/json");
        into_json(self.send(url, with_headers(request, headers)).await?)
    }

    /// `POST` of a JSON document that is answered by one.
    ///
    /// # Errors
    ///
    /// As [`Outbound::get_json`].
    pub async fn post_json(
        &self,
        url: &Url,
        headers: &[(&str, &str)],
        body: &Value,
    ) -> Result<JsonAnswer, OutboundError> {
        let request = self
            .client
            .post(url.clone())
            .header("accept", "application/json")
            .json(body);
        into_json(self.send(url, with_headers(request, headers)).await?)
    }

    async fn send(&self, url: &Url, request: RequestBuilder) -> Result<Answer, OutboundError> {
        self.check(url)?;
        let response = request.send().await.map_err(OutboundError::from_library)?;
        let status = response.status().as_u16();
        let location = response
            .headers()
            .get("location")
            .and_then(|value| value.to_str().ok())
            .map(ToOwned::to_owned);
        let body = self.read(response).await?;
        Ok(Answer {
            status,
            location,
            body,
        })
    }

    async fn read(&self, mut response: Response) -> Result<Vec<u8>, OutboundError> {
        let mut body = Vec::new();
        while let Some(chunk) = response
            .chunk()
            .await
            .map_err(OutboundError::from_library)?
        {
            if body.len() + chunk.len() > self.largest {
                return Err(OutboundError::TooLarge(self.largest));
            }
            body.extend_from_slice(&chunk);
        }
        Ok(body)
    }
}

fn with_headers(request: RequestBuilder, headers: &[(&str, &str)]) -> RequestBuilder {
    headers.iter().fold(request, |request, (name, value)| {
        request.header(*name, *value)
    })
}

fn into_json(answer: Answer) -> Result<JsonAnswer, OutboundError> {
    match serde_json::from_slice(&answer.body) {
        Ok(body) => Ok(JsonAnswer {
            status: answer.status,
            body,
        }),
        Err(_) => Err(OutboundError::NotJson {
            status: answer.status,
            location: answer.location,
        }),
    }
}
