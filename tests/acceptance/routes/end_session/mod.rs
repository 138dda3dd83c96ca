//! `/application/o/end-session/`: RP-initiated logout.
//! <https://openid.net/specs/openid-connect-rpinitiated-1_0.html>
//!
//! [`redirects`]: where a sign-out leads; [`hints`]: which ID tokens vouch for it; [`pages`]: what the
//! person sees and is asked.

mod hints;
mod pages;
mod redirects;

use gantry_core::client::ClientSettings;
use gantry_test_support::{AuthorizeRequest, Landing, RocketChatClient, TestApp, Visitor};
use url::Url;

use crate::wire::returned;

/// Where the application wants people back.
pub(crate) const HOME: &str = "https://app.example.org/signed-out";

/// The settings of an application that is told nothing special.
pub(crate) fn settings() -> ClientSettings {
    ClientSettings {
        redirect_uris: vec!["https://app.example.org/callback".parse().unwrap()],
        post_logout_redirect_uris: vec![
            HOME.parse().unwrap(),
            format!("{HOME}?from=gantry").parse().unwrap(),
        ],
        consent: false,
        ..ClientSettings::default()
    }
}

/// The address of a logout request.
pub(crate) fn logout(parameters: &[(&str, &str)]) -> String {
    let mut url = Url::parse("http://x/application/o/end-session/").unwrap();
    url.query_pairs_mut().extend_pairs(parameters);
    format!("{}?{}", url.path(), url.query().unwrap())
}

/// Signs a person in to an application with this browser; the ID token.
pub(crate) async fn id_token(
    app: &TestApp,
    visitor: &Visitor,
    client: &RocketChatClient,
    username: &str,
) -> String {
    let request = AuthorizeRequest::legacy(client);
    let mut arrived = app.arrive(visitor, &request, username).await;
    if let Landing::Page(page) = &arrived {
        let allow = [("decision", "allow")];
        arrived = visitor.submit(page, "#consent-allow", &allow).await;
    }
    let code = arrived.parameter("code").unwrap();
    let tokens = app.redeem(client, &code).await.json();
    tokens["id_token"].as_str().unwrap().to_owned()
}

/// What `prompt=none` says: an error, or nothing if a code came.
pub(crate) async fn silently(visitor: &Visitor, client: &RocketChatClient) -> Option<String> {
    let request = AuthorizeRequest::legacy(client).with("prompt", "none");
    returned(&visitor.walk(&request.path()).await.client(), "error")
}

/// Alice, signed in to an application with one browser.
pub(crate) struct Alice {
    pub(crate) app: TestApp,
    pub(crate) client: RocketChatClient,
    pub(crate) visitor: Visitor,
    pub(crate) hint: String,
}

impl Alice {
    pub(crate) async fn signed_in() -> Self {
        Self::signed_in_to(settings()).await
    }

    pub(crate) async fn signed_in_to(settings: ClientSettings) -> Self {
        let app = TestApp::start().await;
        app.add_user("alice").await;
        let client = app.add_client("App", settings).await;
        let visitor = app.visitor();
        let hint = id_token(&app, &visitor, &client, "alice").await;
        Self {
            app,
            client,
            visitor,
            hint,
        }
    }

    /// Whether the session goes on.
    pub(crate) async fn is_signed_in(&self) -> bool {
        silently(&self.visitor, &self.client).await.is_none()
    }
}
