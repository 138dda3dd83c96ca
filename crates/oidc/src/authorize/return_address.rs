//! The proof that a redirect URI is registered, without which nothing is sent to it.

use gantry_core::client::Client;
use url::form_urlencoded::byte_serialize;

use crate::authorize::problem::ProblemKind;
use crate::params::Params;

/// A proven redirect URI and the `state` that belongs to it.
#[derive(Debug, Clone)]
pub(crate) struct ReturnAddress {
    redirect_uri: String,
    state: Option<String>,
}

impl ReturnAddress {
    /// OpenID Connect Core §3.1.2.1: must exactly match one of the registered values.
    /// <https://openid.net/specs/openid-connect-core-1_0.html#AuthRequest>
    ///
    /// # Errors
    /// Anything else is a problem to show, never a redirect.
    pub(crate) fn prove(client: &Client, params: &Params) -> Result<Self, Box<ProblemKind>> {
        let presented = params.get("redirect_uri");
        match presented.filter(|presented| is_registered(client, presented)) {
            Some(redirect_uri) => Ok(Self {
                redirect_uri: redirect_uri.to_owned(),
                state: params.get("state").map(str::to_owned),
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
    pub(crate) fn prove_stored(
        client: &Client,
        redirect_uri: &str,
        state: Option<&str>,
    ) -> Option<Self> {
        is_registered(client, redirect_uri).then(|| Self {
            redirect_uri: redirect_uri.to_owned(),
            state: state.map(str::to_owned),
        })
    }

    /// The registered URI.
    #[must_use]
    pub(crate) fn redirect_uri(&self) -> &str {
        &self.redirect_uri
    }

    /// RFC 6749 §4.1.2: parameters are added to the query; one that is there is kept.
    /// <https://www.rfc-editor.org/rfc/rfc6749#section-4.1.2>
    #[must_use]
    pub(crate) fn with(&self, parameters: &[(&str, &str)]) -> String {
        let mut location = self.redirect_uri.clone();
        let state = self.state.as_deref().map(|state| ("state", state));
        for (name, value) in parameters.iter().copied().chain(state) {
            location.push(if location.contains('?') { '&' } else { '?' });
            location.push_str(name);
            location.push('=');
            // A space as %20 is read alike by every decoder; `+` is not.
            for part in byte_serialize(value.as_bytes()) {
                location.push_str(if part == "+" { "%20" } else { part });
            }
        }
        location
    }
}

fn is_registered(client: &Client, presented: &str) -> bool {
    let settings = &client.settings;
    settings.redirect_uris.iter().any(|registered| {
        registered.is(presented) || (settings.public && registered.is_on_any_port(presented))
    })
}
