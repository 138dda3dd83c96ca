//! Calls of clients that no browser has a part in: tokens of every grant, what they are worth, and
//! their end.

use gantry_core::client::{ClientSettings, GrantType};
use serde_json::Value;

use crate::app::TestApp;
use crate::builders::RocketChatClient;
use crate::client::{Answer, AuthorizeRequest};
use crate::page::Page;
use crate::visitor::Visitor;

/// RFC 8693 §3.
pub const ACCESS_TOKEN_TYPE: &str = "urn:ietf:params:oauth:token-type:access_token";

impl TestApp {
    /// An application at `https://app.example.org` that may use every grant that it can, and asks
    /// for no consent.
    pub async fn add_app(
        &self,
        name: &str,
        change: impl FnOnce(&mut ClientSettings),
    ) -> RocketChatClient {
        let mut settings = ClientSettings {
            redirect_uris: vec!["https://app.example.org/callback".parse().unwrap()],
            grants: [
                GrantType::AuthorizationCode,
                GrantType::RefreshToken,
                GrantType::ClientCredentials,
                GrantType::DeviceCode,
                GrantType::TokenExchange,
            ]
            .into(),
            consent: false,
            ..ClientSettings::default()
        };
        change(&mut settings);
        if settings.public {
            let proven = [GrantType::ClientCredentials, GrantType::TokenExchange];
            settings.grants.retain(|grant| !proven.contains(grant));
        }
        self.add_client(name, settings).await
    }

    /// A call of a client, authenticated in the body, to a path below `/application/o/`.
    pub async fn call_as(
        &self,
        client: &RocketChatClient,
        path: &str,
        fields: &[(&str, &str)],
    ) -> Answer {
        let mut all = vec![("client_id", client.id.as_str())];
        if !client.secret.is_empty() {
            all.push(("client_secret", client.secret.as_str()));
        }
        all.extend_from_slice(fields);
        let url = format!("{}/application/o/{path}/", self.url);
        self.call(self.http.post(url).form(&all)).await
    }

    /// What a client is told about a token.
    pub async fn introspect(&self, caller: &RocketChatClient, token: &str) -> Value {
        let answer = self
            .call_as(caller, "introspect", &[("token", token)])
            .await;
        assert_eq!(answer.status, 200, "{}", answer.body);
        answer.json()
    }

    /// The tokens of a person for these scopes, through a new browser.
    pub async fn tokens(&self, client: &RocketChatClient, scope: &str, username: &str) -> Value {
        let request = AuthorizeRequest::legacy(client).with("scope", scope);
        let code = self.code(&request, username).await;
        let answer = self.redeem(client, &code).await;
        assert_eq!(answer.status, 200, "{}", answer.body);
        answer.json()
    }

    /// A refresh.
    pub async fn refresh(
        &self,
        client: &RocketChatClient,
        token: &str,
        further: &[(&str, &str)],
    ) -> Answer {
        let mut fields = vec![("grant_type", "refresh_token"), ("refresh_token", token)];
        fields.extend_from_slice(further);
        self.call_as(client, "token", &fields).await
    }

    /// An exchange of an access token.
    pub async fn exchange(
        &self,
        client: &RocketChatClient,
        token: &str,
        further: &[(&str, &str)],
    ) -> Answer {
        let mut fields = vec![
            ("grant_type", GrantType::TokenExchange.as_str()),
            ("subject_token", token),
            ("subject_token_type", ACCESS_TOKEN_TYPE),
        ];
        fields.extend_from_slice(further);
        self.call_as(client, "token", &fields).await
    }

    /// What a device is told that asks for a code.
    pub async fn ask_as_device(&self, client: &RocketChatClient, scope: &str) -> Value {
        let answer = self.call_as(client, "device", &[("scope", scope)]).await;
        assert_eq!(answer.status, 200, "{}", answer.body);
        answer.json()
    }

    /// What a device is told that asks whether a person has answered.
    pub async fn poll(&self, client: &RocketChatClient, device_code: &str) -> Answer {
        let fields = [
            ("grant_type", GrantType::DeviceCode.as_str()),
            ("device_code", device_code),
        ];
        self.call_as(client, "token", &fields).await
    }
}

impl Visitor {
    /// Types a device's code and answers the question, whose page or result is returned.
    pub async fn answer_device(&self, user_code: &str, decision: &str) -> Page {
        let page = self.get("/device").await;
        let typed = [("user_code", user_code)];
        let question = self.submit_once(&page, "#device-continue", &typed).await;
        if question.text("#device-allow").is_none() {
            return question;
        }
        self.submit_once(&question, "#device-allow", &[("decision", decision)])
            .await
    }
}
