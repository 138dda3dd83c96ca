//! The proof that a redirect URI is registered, without which nothing is sent to it.

use gantry_core::authorization::Asked;
use gantry_core::client::{Client, ResponseMode};
use url::form_urlencoded::byte_serialize;

use crate::authorize::problem::ProblemKind;
use crate::authorize::response::mode_of_errors;
use crate::params::Params;

/// A proven redirect URI, the `state` that belongs to it, and how an answer gets there.
#[derive(Debug, Clone)]
pub(crate) struct ReturnAddress {
    redirect_uri: String,
    state: Option<String>,
    mode: ResponseMode,
    issuer: String,
}

/// An answer on its way to the client, through the browser.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Reply {
    /// Go there.
    Redirect(String),
    /// Post this there: OAuth 2.0 Form Post Response Mode.
    /// <https://openid.net/specs/oauth-v2-form-post-response-mode-1_0.html>
    FormPost {
        /// The proven redirect URI.
        action: String,
        /// Names and values.
        fields: Vec<(String, String)>,
    },
}

impl ReturnAddress {
    /// OpenID Connect Core §3.1.2.1: must exactly match one of the registered values.
    /// <https://openid.net/specs/openid-connect-core-1_0.html#AuthRequest>
    ///
    /// # Errors
    /// Anything else is a problem to show, never a redirect.
    pub(crate) fn prove(
        client: &Client,
        issuer: String,
        params: &Params,
    ) -> Result<Self, Box<ProblemKind>> {
        let presented = params.get("redirect_uri");
        match presented.filter(|presented| is_registered(client, presented)) {
            Some(redirect_uri) => Ok(Self {
                redirect_uri: redirect_uri.to_owned(),
                state: params.get("state").map(str::to_owned),
                mode: mode_of_errors(params),
                issuer,
            }),
            None => Err(Box::new(ProblemKind::RedirectUri {
                client_name: client.name.clone(),
                presented: presented.map(str::to_owned),
                registered: client
                    .settings
                    .redirect_uris
                    .iter()
                    .map(ToString::to_string)
                    .collect(),
            })),
        }
    }

    /// The address of a stored request, if its client still has it registered.
    pub(crate) fn prove_stored(client: &Client, issuer: String, asked: &Asked) -> Option<Self> {
        is_registered(client, &asked.redirect_uri).then(|| Self {
            redirect_uri: asked.redirect_uri.clone(),
            state: asked.state.clone(),
            mode: asked.response_mode,
            issuer,
        })
    }

    /// The registered URI.
    #[must_use]
    pub(crate) fn redirect_uri(&self) -> &str {
        &self.redirect_uri
    }

    /// The answer with these parameters, and with `state` and `iss` (RFC 9207).
    /// <https://www.rfc-editor.org/rfc/rfc9207#section-2>
    #[must_use]
    pub(crate) fn reply(&self, parameters: &[(&str, &str)]) -> Reply {
        let state = self.state.as_deref().map(|state| ("state", state));
        let all = parameters
            .iter()
            .copied()
            .chain([("iss", self.issuer.as_str())])
            .chain(state);
        match self.mode {
            ResponseMode::Query => Reply::Redirect(self.in_query(all)),
            ResponseMode::Fragment => Reply::Redirect(self.in_fragment(all)),
            ResponseMode::FormPost => Reply::FormPost {
                action: self.redirect_uri.clone(),
                fields: all
                    .map(|(name, value)| (name.to_owned(), value.to_owned()))
                    .collect(),
            },
        }
    }

    /// RFC 6749 §4.1.2: parameters are added to the query; one that is there is kept.
    /// <https://www.rfc-editor.org/rfc/rfc6749#section-4.1.2>
    fn in_query<'a>(&'a self, parameters: impl Iterator<Item = (&'a str, &'a str)>) -> String {
        let mut location = self.redirect_uri.clone();
        for (name, value) in parameters {
            location.push(if location.contains('?') { '&' } else { '?' });
            push(&mut location, name, value);
        }
        location
    }

    /// OAuth 2.0 Multiple Response Types §5: nothing of the answer stands in the query.
    /// <https://openid.net/specs/oauth-v2-multiple-response-types-1_0.html#Combinations>
    fn in_fragment<'a>(&'a self, parameters: impl Iterator<Item = (&'a str, &'a str)>) -> String {
        let mut location = self.redirect_uri.clone();
        let mut before = '#';
        for (name, value) in parameters {
            location.push(before);
            before = '&';
            push(&mut location, name, value);
        }
        location
    }
}

fn push(location: &mut String, name: &str, value: &str) {
    location.push_str(name);
    location.push('=');
    // A space as %20 is read alike by every decoder; `+` is not.
    for part in byte_serialize(value.as_bytes()) {
        location.push_str(if part == "+" { "%20" } else { part });
    }
}

fn is_registered(client: &Client, presented: &str) -> bool {
    let settings = &client.settings;
    settings.redirect_uris.iter().any(|registered| {
        registered.is(presented) || (settings.public && registered.is_on_any_port(presented))
    })
}
