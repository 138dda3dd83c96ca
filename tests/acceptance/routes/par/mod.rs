//! `/application/o/par/`: requests that clients bring beforehand.
//!
//! [`push`]: what the endpoint takes and refuses; [`bring`]: what becomes of a pushed request in
//! a browser; [`once`]: that it is answered once.

mod bring;
mod once;
mod push;

use gantry_core::client::ClientSettings;
use gantry_test_support::{AuthorizeRequest, Landing, Page, RocketChatClient, TestApp, Visitor};

use crate::client_authentication::add;

/// A client that pushes, and somebody who is signed in.
pub(crate) struct Pushing {
    pub(crate) app: TestApp,
    pub(crate) client: RocketChatClient,
    pub(crate) visitor: Visitor,
}

impl Pushing {
    pub(crate) async fn start() -> Self {
        Self::start_with(|_| {}).await
    }

    pub(crate) async fn start_with(change: impl FnOnce(&mut ClientSettings)) -> Self {
        let app = TestApp::start().await;
        app.add_user("alice").await;
        let visitor = app.visitor();
        visitor.sign_in("alice").await;
        let client = add(&app, change).await;
        Self {
            app,
            client,
            visitor,
        }
    }

    pub(crate) fn request(&self) -> AuthorizeRequest {
        AuthorizeRequest::legacy(&self.client).with("state", "pushed")
    }

    /// Pushes with the client's secret.
    pub(crate) async fn push(&self, request: &AuthorizeRequest) -> Page {
        let request = request.clone().with("client_secret", &self.client.secret);
        self.push_fields(&request.fields()).await
    }

    pub(crate) async fn push_fields(&self, fields: &[(&str, &str)]) -> Page {
        let url = format!("{}/application/o/par/", self.app.url);
        self.app.call(self.app.http.post(url).form(fields)).await
    }

    /// The address of a pushed request.
    pub(crate) async fn pushed(&self) -> String {
        let answer = self.push(&self.request()).await;
        assert_eq!(answer.status, 201, "{}", answer.body);
        answer.json()["request_uri"].as_str().unwrap().to_owned()
    }

    /// What a browser is sent to.
    pub(crate) fn path(&self, uri: &str) -> String {
        let request = AuthorizeRequest::legacy(&self.client);
        let all = ["redirect_uri", "response_type", "state", "scope"];
        let alone = all
            .iter()
            .fold(request, |request, name| request.without(name));
        alone.with("request_uri", uri).path()
    }

    pub(crate) async fn bring(&self, uri: &str) -> Landing {
        self.visitor.walk(&self.path(uri)).await
    }
}
