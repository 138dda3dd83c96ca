//! The application's side of the protocol: authorization addresses, token and userinfo calls.

use reqwest::RequestBuilder;
use serde_json::Value;
use url::Url;

use crate::app::TestApp;
use crate::builders::RocketChatClient;
use crate::page::Page;
use crate::visitor::{Landing, Visitor, parameter};

/// An answer to a server-to-server call.
pub type Answer = Page;

/// The parameters of an authorization request, in the order in which they are sent.
#[derive(Debug, Clone)]
pub struct AuthorizeRequest(Vec<(String, String)>);

impl AuthorizeRequest {
    /// What Rocket.Chat's legacy engine sends.
    #[must_use]
    pub fn legacy(client: &RocketChatClient) -> Self {
        Self(Vec::new())
            .with("client_id", &client.id)
            .with("redirect_uri", &client.redirect_uri)
            .with("response_type", "code")
            .with("state", "c3RhdGU=")
            .with("scope", "email profile openid")
    }

    /// Sets or replaces a parameter.
    #[must_use]
    pub fn with(mut self, name: &str, value: &str) -> Self {
        self.0.retain(|(key, _)| key != name);
        self.0.push((name.to_owned(), value.to_owned()));
        self
    }

    /// Takes a parameter away.
    #[must_use]
    pub fn without(mut self, name: &str) -> Self {
        self.0.retain(|(key, _)| key != name);
        self
    }

    /// Path and query, percent-encoded.
    #[must_use]
    pub fn path(&self) -> String {
        let mut url = Url::parse("http://x/application/o/authorize/").unwrap();
        url.query_pairs_mut().extend_pairs(&self.0);
        format!(
            "{}?{}",
            url.path(),
            url.query().unwrap_or("").replace('+', "%20")
        )
    }

    /// The parameters, for a POST.
    #[must_use]
    pub fn fields(&self) -> Vec<(&str, &str)> {
        self.0
            .iter()
            .map(|(name, value)| (name.as_str(), value.as_str()))
            .collect()
    }
}

impl TestApp {
    /// A new browser profile.
    #[must_use]
    pub fn visitor(&self) -> Visitor {
        Visitor::new(&self.url)
    }

    /// Walks through the login page, if there is one, to the client.
    pub async fn arrive(
        &self,
        visitor: &Visitor,
        request: &AuthorizeRequest,
        username: &str,
    ) -> Landing {
        match visitor.walk(&request.path()).await {
            Landing::Page(page) if page.text("#login-submit").is_some() => {
                visitor.log_in(&page, username).await
            }
            landing => landing,
        }
    }

    /// A code for a person, through a new browser.
    pub async fn code(&self, request: &AuthorizeRequest, username: &str) -> String {
        let arrived = self
            .arrive(&self.visitor(), request, username)
            .await
            .client();
        parameter(&arrived, "code").unwrap_or_else(|| panic!("no code: {arrived}"))
    }

    /// A token request with anything in its body.
    pub async fn token(&self, fields: &[(&str, &str)]) -> Answer {
        self.call(
            self.http
                .post(format!("{}/application/o/token/", self.url))
                .form(fields),
        )
        .await
    }

    /// Redeems a code as Rocket.Chat does with "Token Sent Via" = Payload.
    pub async fn redeem(&self, client: &RocketChatClient, code: &str) -> Answer {
        self.redeem_with(client, code, &[]).await
    }

    /// The same with further fields.
    pub async fn redeem_with(
        &self,
        client: &RocketChatClient,
        code: &str,
        further: &[(&str, &str)],
    ) -> Answer {
        let mut fields = vec![
            ("code", code),
            ("redirect_uri", client.redirect_uri.as_str()),
            ("grant_type", "authorization_code"),
            ("client_id", client.id.as_str()),
        ];
        if !client.secret.is_empty() {
            fields.push(("client_secret", client.secret.as_str()));
        }
        fields.extend_from_slice(further);
        self.token(&fields).await
    }

    /// An access token for a person.
    pub async fn access_token(&self, client: &RocketChatClient, username: &str) -> String {
        let code = self.code(&AuthorizeRequest::legacy(client), username).await;
        let answer = self.redeem(client, &code).await;
        answer.json()["access_token"].as_str().unwrap().to_owned()
    }

    /// Userinfo with a Bearer header.
    pub async fn userinfo(&self, access_token: &str) -> Answer {
        let url = format!("{}/application/o/userinfo/", self.url);
        self.call(self.http.get(url).bearer_auth(access_token))
            .await
    }

    /// The claims of a person, through a new browser and a new token.
    pub async fn claims(&self, client: &RocketChatClient, username: &str) -> Value {
        let token = self.access_token(client, username).await;
        let answer = self.userinfo(&token).await;
        assert_eq!(answer.status, 200, "{}", answer.body);
        answer.json()
    }

    /// Any server-to-server call.
    pub async fn call(&self, request: RequestBuilder) -> Answer {
        Page::read(request.send().await.unwrap()).await
    }
}

impl Page {
    /// Status and `error` of a refusal, such as `400 invalid_grant`.
    #[must_use]
    pub fn status_and_error(&self) -> String {
        let error = self.json();
        let error = error["error"].as_str().unwrap_or("-");
        format!("{} {error}", self.status.as_u16())
    }
}
