//! Everything that one sign-in can leave behind, and how it is answered later.

use gantry_core::client::ClientSettings;
use gantry_core::user::User;
use gantry_test_support::{AuthorizeRequest, Landing, RocketChatClient, TestApp, Visitor};

/// Everything that one sign-in can leave behind.
pub(crate) struct Held {
    pub(crate) app: TestApp,
    pub(crate) wiki: RocketChatClient,
    pub(crate) user: User,
    pub(crate) visitor: Visitor,
    pub(crate) code: String,
    pub(crate) access: String,
    pub(crate) refresh: String,
}

/// How each of the four is answered afterwards.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Standing {
    pub(crate) session: bool,
    pub(crate) code: String,
    pub(crate) access: u16,
    pub(crate) refresh: String,
}

impl Standing {
    pub(crate) fn all_ended(session: bool, token_error: &str) -> Self {
        let error = token_error.to_owned();
        Self {
            session,
            code: error.clone(),
            access: 401,
            refresh: error,
        }
    }
}

impl Held {
    pub(crate) async fn new() -> Self {
        Self::with(|_| {}).await
    }

    pub(crate) async fn with(change: impl FnOnce(&mut ClientSettings)) -> Self {
        let app = TestApp::start().await;
        let user = app.add_user("alice").await;
        let mut settings = ClientSettings {
            redirect_uris: vec!["https://wiki.example.org/callback".parse().unwrap()],
            ..ClientSettings::default()
        };
        change(&mut settings);
        let wiki = app.add_client("Wiki", settings).await;
        let visitor = app.visitor();
        let first = code(&app, &wiki, &visitor).await;
        let tokens = app.redeem(&wiki, &first).await.json();
        let text = |name: &str| tokens[name].as_str().unwrap().to_owned();
        let (access, refresh) = (text("access_token"), text("refresh_token"));
        let code = code(&app, &wiki, &visitor).await;
        Self {
            app,
            wiki,
            user,
            visitor,
            code,
            access,
            refresh,
        }
    }

    /// Tries each once; the code last, since a refused code could take the tokens with it.
    pub(crate) async fn standing(&self) -> Standing {
        let session = self.visitor.get("/apps").await.status == 200;
        let access = self.app.userinfo(&self.access).await.status.as_u16();
        let fields = [
            ("grant_type", "refresh_token"),
            ("refresh_token", &self.refresh),
            ("client_id", &self.wiki.id),
            ("client_secret", &self.wiki.secret),
        ];
        let refreshed = self.app.token(&fields).await;
        let redeemed = self.app.redeem(&self.wiki, &self.code).await;
        let word = |answer: &gantry_test_support::Answer| match answer.status.as_u16() {
            200 => "200".to_owned(),
            _ => answer.status_and_error(),
        };
        Standing {
            session,
            code: word(&redeemed),
            access,
            refresh: word(&refreshed),
        }
    }
}

/// A code with `offline_access`, through login and consent as far as they are asked for.
async fn code(app: &TestApp, wiki: &RocketChatClient, visitor: &Visitor) -> String {
    let scope = "openid profile email offline_access";
    let request = AuthorizeRequest::legacy(wiki).with("scope", scope);
    let landing = match app.arrive(visitor, &request, "alice").await {
        Landing::Page(consent) => {
            visitor
                .submit(&consent, "#consent-allow", &[("decision", "allow")])
                .await
        }
        landing @ Landing::Client(_) => landing,
    };
    landing.parameter("code").unwrap()
}
