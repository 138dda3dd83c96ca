//! The one client for outgoing HTTP.
//!
//! It uses no proxy: behind a proxy the address asked would not be the address judged.

use std::time::Duration;

use reqwest::{Certificate, Client, Response, redirect};
use url::{Host, Url};

use crate::error::{OutboundError, OutboundSetUpError};
use crate::reply::{self, Answer, JsonAnswer, Pause, Reply};
use crate::request::OutboundRequest;
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

    /// Asks, and takes any answer for an answer.
    ///
    /// # Errors
    ///
    /// If a rule forbids it, nobody answers or the answer is too large.
    pub async fn send(&self, request: OutboundRequest) -> Result<Reply, OutboundError> {
        let answer = self.ask(request, "application/json").await?;
        Ok(Reply {
            status: answer.status,
            location: answer.location,
            json: serde_json::from_slice(&answer.body).ok(),
            pause: answer.pause,
        })
    }

    /// `GET` of a JSON document.
    ///
    /// # Errors
    ///
    /// If a rule forbids it, nobody answers, or the answer is too large or not JSON.
    pub async fn get_json(&self, url: &Url) -> Result<JsonAnswer, OutboundError> {
        into_json(self.send(OutboundRequest::get(url.clone())).await?)
    }

    /// `GET` of a document of any kind, at most `largest` bytes.
    ///
    /// # Errors
    ///
    /// If a rule forbids it, nobody answers or the answer is too large.
    pub async fn get_bytes(
        &self,
        url: &Url,
        accept: &str,
        largest: usize,
    ) -> Result<Answer, OutboundError> {
        let request = OutboundRequest::get(url.clone()).up_to(largest);
        self.ask(request, accept).await
    }

    async fn ask(&self, request: OutboundRequest, accept: &str) -> Result<Answer, OutboundError> {
        self.check(&request.url)?;
        let largest = request.largest.unwrap_or(self.largest);
        let prepared = self
            .client
            .request(request.method.clone(), request.url.clone())
            .header("accept", accept);
        let response = request
            .fill(prepared)?
            .send()
            .await
            .map_err(OutboundError::from_library)?;
        Ok(Answer {
            status: response.status().as_u16(),
            location: reply::text(response.headers(), "location"),
            content_type: reply::media_type(response.headers()),
            pause: Pause::of(response.headers()),
            body: read(response, largest).await?,
        })
    }
}

async fn read(mut response: Response, largest: usize) -> Result<Vec<u8>, OutboundError> {
    let mut body = Vec::new();
    while let Some(chunk) = response
        .chunk()
        .await
        .map_err(OutboundError::from_library)?
    {
        if body.len() + chunk.len() > largest {
            return Err(OutboundError::TooLarge(largest));
        }
        body.extend_from_slice(&chunk);
    }
    Ok(body)
}

fn into_json(reply: Reply) -> Result<JsonAnswer, OutboundError> {
    let status = reply.status;
    match reply.json {
        Some(body) => Ok(JsonAnswer { status, body }),
        None => Err(OutboundError::NotJson {
            status,
            location: reply.location,
        }),
    }
}
