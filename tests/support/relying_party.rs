//! An application written by somebody else: the `openidconnect` crate, which verifies all it is told.

use openidconnect::core::{
    CoreAuthenticationFlow, CoreClient, CoreIdTokenClaims, CoreIdTokenVerifier,
    CoreJwsSigningAlgorithm, CoreProviderMetadata, CoreTokenResponse, CoreUserInfoClaims,
};
use openidconnect::{
    AccessToken, AccessTokenHash, AuthorizationCode, ClientId, ClientSecret, CsrfToken,
    EndpointMaybeSet, EndpointNotSet, EndpointSet, HttpRequest, HttpResponse, IssuerUrl, Nonce,
    OAuth2TokenResponse, PkceCodeChallenge, PkceCodeVerifier, RedirectUrl, RefreshToken, Scope,
    SubjectIdentifier, TokenResponse, http,
};
use reqwest::Client;
use url::Url;

use crate::app::TestApp;
use crate::builders::RocketChatClient;
use crate::visitor::parameter;

/// A client of the crate that knows what discovery says.
pub type DiscoveredClient = CoreClient<
    EndpointSet,
    EndpointNotSet,
    EndpointNotSet,
    EndpointNotSet,
    EndpointMaybeSet,
    EndpointMaybeSet,
>;

/// An application that knows an issuer and has read its discovery document.
#[derive(Debug)]
pub struct RelyingParty {
    client: DiscoveredClient,
    metadata: CoreProviderMetadata,
    http: Client,
}

/// A sign-in that waits for the browser's return.
#[derive(Debug)]
pub struct Pending {
    /// Where the browser is sent.
    pub address: Url,
    /// What has to come back.
    pub state: CsrfToken,
    /// What has to stand in ID tokens.
    pub nonce: Nonce,
    verifier: PkceCodeVerifier,
}

/// A finished sign-in; the ID token is verified.
#[derive(Debug)]
pub struct Finished {
    /// All that the token endpoint said.
    pub tokens: CoreTokenResponse,
    /// What the ID token says.
    pub claims: CoreIdTokenClaims,
    /// How it is signed.
    pub algorithm: CoreJwsSigningAlgorithm,
}

impl Pending {
    /// RFC 7636's secret, for who redeems the code without the crate.
    #[must_use]
    pub fn verifier(&self) -> &str {
        self.verifier.secret()
    }
}

impl RelyingParty {
    /// Reads the discovery document and the keys of an issuer.
    pub async fn discover(app: &TestApp, issuer: &str, client: &RocketChatClient) -> Self {
        let secret = (!client.secret.is_empty()).then(|| ClientSecret::new(client.secret.clone()));
        let redirect_uri = RedirectUrl::new(client.redirect_uri.clone()).unwrap();
        let id = ClientId::new(client.id.clone());
        Self::discover_as(app, issuer, (id, secret), redirect_uri).await
    }

    /// The same for whoever has an id, and perhaps a secret.
    pub async fn discover_as(
        app: &TestApp,
        issuer: &str,
        (id, secret): (ClientId, Option<ClientSecret>),
        redirect_uri: RedirectUrl,
    ) -> Self {
        let http = app.http.clone();
        let issuer = IssuerUrl::new(issuer.to_owned()).unwrap();
        let caller = |request| call(http.clone(), request);
        let metadata = CoreProviderMetadata::discover_async(issuer, &caller)
            .await
            .unwrap();
        let client = CoreClient::from_provider_metadata(metadata.clone(), id, secret)
            .set_redirect_uri(redirect_uri);
        Self {
            client,
            metadata,
            http,
        }
    }

    /// The discovery document, checked by the crate.
    #[must_use]
    pub fn metadata(&self) -> &CoreProviderMetadata {
        &self.metadata
    }

    /// The crate's client, for what only one test does.
    #[must_use]
    pub const fn client(&self) -> &DiscoveredClient {
        &self.client
    }

    /// Begins a sign-in with PKCE, state and nonce; `openid` is always asked for.
    #[must_use]
    pub fn begin(&self, scopes: &[&str]) -> Pending {
        self.begin_as(CoreAuthenticationFlow::AuthorizationCode, scopes, &[])
    }

    /// The same with another flow and further parameters.
    #[must_use]
    pub fn begin_as(
        &self,
        flow: CoreAuthenticationFlow,
        scopes: &[&str],
        further: &[(&str, &str)],
    ) -> Pending {
        let (challenge, verifier) = PkceCodeChallenge::new_random_sha256();
        let mut request = self
            .client
            .authorize_url(flow, CsrfToken::new_random, Nonce::new_random)
            .add_scopes(scopes.iter().map(|scope| Scope::new((*scope).to_owned())))
            .set_pkce_challenge(challenge);
        for (name, value) in further {
            request = request.add_extra_param(*name, *value);
        }
        let (address, state, nonce) = request.url();
        Pending {
            address,
            state,
            nonce,
            verifier,
        }
    }

    /// Checks the state, redeems the code, and verifies the ID token with its nonce and `at_hash`.
    pub async fn finish(&self, pending: Pending, arrived: &Url) -> Finished {
        assert_eq!(
            parameter(arrived, "state").as_deref(),
            Some(pending.state.secret().as_str())
        );
        let code = parameter(arrived, "code").unwrap_or_else(|| panic!("no code: {arrived}"));
        let caller = |request| call(self.http.clone(), request);
        let request = self
            .client
            .exchange_code(AuthorizationCode::new(code))
            .unwrap();
        let request = request.set_pkce_verifier(pending.verifier);
        let tokens = request.request_async(&caller).await.unwrap();
        self.verified(tokens, Some(&pending.nonce))
    }

    /// Turns a refresh token into new tokens; an ID token that comes along repeats no nonce.
    pub async fn refresh(&self, token: &RefreshToken) -> CoreTokenResponse {
        let caller = |request| call(self.http.clone(), request);
        let request = self.client.exchange_refresh_token(token).unwrap();
        request.request_async(&caller).await.unwrap()
    }

    /// Verifies the ID token of an answer.
    #[must_use]
    pub fn verified(&self, tokens: CoreTokenResponse, nonce: Option<&Nonce>) -> Finished {
        let verifier = self.id_token_verifier();
        let id_token = tokens.id_token().expect("an ID token");
        let sent = nonce.map(Nonce::secret);
        let expected = |found: Option<&Nonce>| {
            let found = found.map(Nonce::secret);
            if found == sent {
                Ok(())
            } else {
                Err(format!("{found:?} instead of {sent:?}"))
            }
        };
        let claims = id_token.claims(&verifier, expected).unwrap().clone();
        let algorithm = id_token.signing_alg().unwrap().clone();
        if let Some(hash) = claims.access_token_hash() {
            let key = id_token.signing_key(&verifier).unwrap();
            let token = tokens.access_token();
            assert_eq!(
                hash,
                &AccessTokenHash::from_token(token, &algorithm, key).unwrap()
            );
        }
        Finished {
            tokens,
            claims,
            algorithm,
        }
    }

    /// Userinfo, which must be about this subject.
    pub async fn userinfo(
        &self,
        token: &AccessToken,
        subject: &SubjectIdentifier,
    ) -> CoreUserInfoClaims {
        let caller = |request| call(self.http.clone(), request);
        let request = self
            .client
            .user_info(token.clone(), Some(subject.clone()))
            .unwrap();
        request.request_async(&caller).await.unwrap()
    }

    /// The crate accepts RS256 alone until it is told what the issuer announces.
    #[must_use]
    pub fn id_token_verifier(&self) -> CoreIdTokenVerifier<'_> {
        let announced = self
            .metadata
            .id_token_signing_alg_values_supported()
            .clone();
        self.client.id_token_verifier().set_allowed_algs(announced)
    }
}

/// Carries the crate's requests over the tests' own client.
///
/// # Errors
/// The server does not answer.
pub async fn call(http: Client, request: HttpRequest) -> Result<HttpResponse, reqwest::Error> {
    let (parts, body) = request.into_parts();
    let sent = http
        .request(parts.method, parts.uri.to_string())
        .headers(parts.headers)
        .body(body);
    let answer = sent.send().await?;
    let mut response = http::Response::builder().status(answer.status());
    response
        .headers_mut()
        .unwrap()
        .extend(answer.headers().clone());
    Ok(response.body(answer.bytes().await?.to_vec()).unwrap())
}
