//! What one person was given, and how each of it is answered later.

use gantry_accounts::permissions::Administrator;
use gantry_core::access::Access;
use gantry_core::client::{ClientRowId, ClientSettings};
use gantry_core::user::User;
use gantry_test_support::{Answer, AuthorizeRequest, Landing, RocketChatClient, TestApp, Visitor};

/// How everything is answered.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Standing {
    /// The session at "my applications".
    pub(crate) session: bool,
    /// Codes at the token endpoint.
    pub(crate) code: &'static str,
    /// Access tokens, opaque, JWT and exchanged, at userinfo.
    pub(crate) access: bool,
    /// The same at introspection, where the client authenticates.
    pub(crate) introspected: bool,
    /// Refresh tokens for offline use.
    pub(crate) offline: &'static str,
    /// Refresh tokens bound to the session.
    pub(crate) bound: &'static str,
}

/// What one application has.
struct Share {
    client: RocketChatClient,
    code: String,
    access: String,
    refresh: String,
}

pub(crate) struct Held {
    pub(crate) app: TestApp,
    pub(crate) user: User,
    pub(crate) visitor: Visitor,
    offline: Share,
    bound: Share,
    signed: Share,
    /// Has no token of its own, and one that it exchanged for that of the first application.
    behind: RocketChatClient,
    exchanged: String,
}

impl Held {
    pub(crate) async fn new() -> Self {
        let app = TestApp::start().await;
        let user = app.add_user("alice").await;
        let visitor = app.visitor();
        let offline = share(&app, &visitor, "Offline", |_| {}).await;
        let bound = share(&app, &visitor, "Bound", |it| it.bound_to_session = true).await;
        let signed = share(&app, &visitor, "Signed", |it| {
            it.tokens.jwt_access_tokens = true;
        })
        .await;
        let (behind, exchanged) = exchanged(&app, &offline).await;
        Self {
            app,
            user,
            visitor,
            offline,
            bound,
            signed,
            behind,
            exchanged,
        }
    }

    fn shares(&self) -> [&Share; 3] {
        [&self.offline, &self.bound, &self.signed]
    }

    /// The applications that the person was let into.
    pub(crate) fn clients(&self) -> [ClientRowId; 3] {
        self.shares().map(|share| share.client.client.id)
    }

    /// Opens these applications to a group only that nobody is in.
    pub(crate) async fn close(&self) {
        let staff = self.app.group("staff").await;
        for share in self.shares() {
            let before = &share.client.client;
            let mut after = before.clone();
            after.settings.access = Access::any_group([staff]);
            let by = Administrator::operator();
            let changed = self.app.accounts.change_client(&by, before, after);
            changed.await.unwrap();
        }
    }

    /// Takes every client's secret, after giving it another.
    pub(crate) async fn remove_secrets(&self) {
        let by = Administrator::operator();
        for client in self.clients().into_iter().chain([self.behind.client.id]) {
            let accounts = &self.app.accounts;
            let former = accounts.client_secrets(client).await.unwrap();
            accounts.add_client_secret(&by, client, None).await.unwrap();
            for secret in former {
                let removed = accounts.remove_client_secret(&by, client, secret.id);
                removed.await.unwrap();
            }
        }
    }

    /// Tries everything once; the codes last, since a refused code could take tokens with it.
    pub(crate) async fn expect(&self, expected: &Standing) {
        let session = self.visitor.get("/apps").await.status == 200;
        assert_eq!(session, expected.session, "session");
        for share in self.shares() {
            let name = &share.client.client.name;
            let userinfo = self.app.userinfo(&share.access).await.status == 200;
            assert_eq!(userinfo, expected.access, "{name}: access token");
            let introspected = self.introspected(&share.client, &share.access).await;
            assert_eq!(introspected, expected.introspected, "{name}: introspection");
        }
        let userinfo = self.app.userinfo(&self.exchanged).await.status == 200;
        assert_eq!(userinfo, expected.access, "exchanged token");
        let introspected = self.introspected(&self.behind, &self.exchanged).await;
        assert_eq!(
            introspected, expected.introspected,
            "exchanged: introspection"
        );
        for (share, expected) in [
            (&self.offline, expected.offline),
            (&self.bound, expected.bound),
            (&self.signed, expected.offline),
        ] {
            let name = &share.client.client.name;
            assert_eq!(
                self.refreshed(share).await,
                expected,
                "{name}: refresh token"
            );
        }
        for share in self.shares() {
            let name = &share.client.client.name;
            let redeemed = self.app.redeem(&share.client, &share.code).await;
            assert_eq!(word(&redeemed), expected.code, "{name}: code");
        }
    }

    async fn introspected(&self, caller: &RocketChatClient, token: &str) -> bool {
        let url = format!("{}/application/o/introspect/", self.app.url);
        let fields = [
            ("token", token),
            ("client_id", &caller.id),
            ("client_secret", &caller.secret),
        ];
        let request = self.app.http.post(url).form(&fields);
        self.app.call(request).await.json()["active"] == true
    }

    async fn refreshed(&self, share: &Share) -> String {
        let fields = [
            ("grant_type", "refresh_token"),
            ("refresh_token", share.refresh.as_str()),
            ("client_id", &share.client.id),
            ("client_secret", &share.client.secret),
        ];
        word(&self.app.token(&fields).await)
    }
}

fn word(answer: &Answer) -> String {
    match answer.status.as_u16() {
        200 => "200".to_owned(),
        _ => answer.status_and_error(),
    }
}

/// A client behind another, with what it got for the other's access token.
async fn exchanged(app: &TestApp, front: &Share) -> (RocketChatClient, String) {
    let from = vec![front.client.client.client_id.clone()];
    let behind = app.add_app("Behind", |it| {
        it.access_token_lifetime = gantry_core::Seconds::hours(24);
        it.tokens.exchanges_from = from;
    });
    let behind = behind.await;
    let answer = app.exchange(&behind, &front.access, &[]).await.json();
    (behind, answer["access_token"].as_str().unwrap().to_owned())
}

async fn share(
    app: &TestApp,
    visitor: &Visitor,
    name: &str,
    change: impl FnOnce(&mut ClientSettings),
) -> Share {
    let host = name.to_lowercase();
    let callback = format!("https://{host}.example.org/callback");
    // So long that only what is tested ends an access token.
    let mut settings = ClientSettings {
        redirect_uris: vec![callback.parse().unwrap()],
        access_token_lifetime: gantry_core::Seconds::hours(24),
        ..ClientSettings::default()
    };
    change(&mut settings);
    let client = app.add_client(name, settings).await;
    let first = code(app, &client, visitor).await;
    let tokens = app.redeem(&client, &first).await.json();
    let text = |member: &str| tokens[member].as_str().unwrap().to_owned();
    let (access, refresh) = (text("access_token"), text("refresh_token"));
    let code = code(app, &client, visitor).await;
    Share {
        client,
        code,
        access,
        refresh,
    }
}

/// A code with `offline_access`, through login and consent as far as they are asked for.
async fn code(app: &TestApp, client: &RocketChatClient, visitor: &Visitor) -> String {
    let scope = "openid profile email offline_access";
    let request = AuthorizeRequest::legacy(client).with("scope", scope);
    let landing = match app.arrive(visitor, &request, "alice").await {
        Landing::Page(consent) => {
            let allow = [("decision", "allow")];
            visitor.submit(&consent, "#consent-allow", &allow).await
        }
        landing @ Landing::Client(_) => landing,
    };
    landing.parameter("code").unwrap()
}
