//! A chat workspace beside a Gantry: registered there, and set up with Gantry's own values.

use gantry_core::client::ClientSettings;
use gantry_emulator::{ChatUser, Emulator, EmulatorConfig, NewUser};
use gantry_rocketchat::settings::{Connection, RocketChatVersion, ServiceName, settings};
use gantry_test_support::{Browser, PASSWORD, RocketChatClient, TestApp};
use serde_json::Value;

/// The password of the chat's own administrator.
const CHAT_PASSWORD: &str = "a password of the chat";

/// A running chat.
pub(crate) struct Chat {
    /// The stand-in.
    pub(crate) emulator: Emulator,
    /// Where people open it, without a trailing slash.
    pub(crate) url: String,
}

impl Chat {
    /// A chat that nobody has connected yet; it has a local administrator.
    pub(crate) async fn unconnected() -> Self {
        Self::start(EmulatorConfig::default()).await
    }

    /// A chat with a licence, connected by the service `authentik`.
    pub(crate) async fn licensed(app: &TestApp) -> Self {
        let config = EmulatorConfig {
            licensed: true,
            ..EmulatorConfig::default()
        };
        let chat = Self::start(config).await;
        chat.connect(app, |_| {}).await;
        chat
    }

    /// A chat connected by the service `authentik`.
    pub(crate) async fn connected(app: &TestApp) -> Self {
        Self::connected_with(app, |_| {}).await
    }

    /// The same with some settings of the client changed.
    pub(crate) async fn connected_with(
        app: &TestApp,
        change: impl FnOnce(&mut ClientSettings),
    ) -> Self {
        let chat = Self::unconnected().await;
        chat.connect(app, change).await;
        chat
    }

    async fn start(config: EmulatorConfig) -> Self {
        let emulator = Emulator::start(config).await.unwrap();
        let url = emulator.url().replace("127.0.0.1", "localhost");
        emulator.settings().set("Site_Url", url.clone()).unwrap();
        emulator.add_user(NewUser::administrator("rcadmin", CHAT_PASSWORD));
        Self { emulator, url }
    }

    /// Registers the chat in Gantry without telling the chat.
    pub(crate) async fn register(
        &self,
        app: &TestApp,
        change: impl FnOnce(&mut ClientSettings),
    ) -> RocketChatClient {
        let url = self.url.clone();
        app.add_rocketchat_with(move |settings| {
            let callback = format!("{url}/_oauth/authentik");
            let with_close = format!("{callback}?close");
            settings.redirect_uris = vec![callback.parse().unwrap(), with_close.parse().unwrap()];
            settings.post_logout_redirect_uris = vec![format!("{url}/").parse().unwrap()];
            settings.rocketchat_url = Some(url);
            change(settings);
        })
        .await
    }

    /// Registers the chat and sets it up with the values that Gantry gives.
    pub(crate) async fn connect(
        &self,
        app: &TestApp,
        change: impl FnOnce(&mut ClientSettings),
    ) -> RocketChatClient {
        let client = self.register(app, change).await;
        let connection = Connection {
            service: ServiceName::parse("authentik").unwrap(),
            label: "Sign in with Gantry".to_owned(),
            public_url: app.url.parse().unwrap(),
            client_id: client.id.clone(),
            client_secret: Some(client.secret.clone()),
            version: RocketChatVersion::default(),
        };
        self.emulator
            .settings()
            .add_custom_oauth("authentik")
            .unwrap();
        for row in settings(&connection).service_rows() {
            self.emulator
                .settings()
                .set(&row.id, row.value.stored())
                .unwrap();
        }
        client
    }

    /// Changes a setting of the service `authentik`.
    pub(crate) fn set(&self, suffix: &str, value: impl Into<Value>) {
        let id = format!("Accounts_OAuth_Custom-Authentik-{suffix}");
        self.emulator.settings().set(&id, value).unwrap();
    }

    /// Switches to the modern engine.
    pub(crate) fn use_modern_flow(&self) {
        self.emulator
            .settings()
            .set("Accounts_OAuth_Use_Modern_Flow", true)
            .unwrap();
    }

    /// Opens the chat's page and clicks the button.
    pub(crate) async fn click_button(&self, browser: &Browser) {
        browser.open(&self.url).await;
        browser.click("#login-authentik").await;
    }

    /// Waits until the browser is in the chat: who it says is there.
    pub(crate) async fn arrived(&self, browser: &Browser) -> [String; 3] {
        browser
            .wait_for_address(&format!("{}/account", self.url))
            .await;
        [
            browser.text("#chat-username").await,
            browser.text("#chat-name").await,
            browser.text("#chat-email").await,
        ]
    }

    /// A user of the chat.
    pub(crate) fn user(&self, username: &str) -> ChatUser {
        let known = self.emulator.users();
        self.emulator
            .user(username)
            .unwrap_or_else(|| panic!("no {username} among {known:?}"))
    }

    /// The errors that the chat's log has.
    pub(crate) fn errors(&self) -> Vec<String> {
        self.emulator
            .outcomes()
            .into_iter()
            .filter_map(|outcome| outcome.error)
            .collect()
    }
}

/// Fills in Gantry's login page.
pub(crate) async fn log_in(browser: &Browser, username: &str) {
    browser.type_into("#username", username).await;
    browser.type_into("#password", PASSWORD).await;
    browser.click("#login-submit").await;
}

/// What the chat shows of a person made by [`TestApp::add_user`].
pub(crate) fn shown(username: &str) -> [String; 3] {
    [
        username.to_owned(),
        format!("{username} Example"),
        format!("{username}@example.org"),
    ]
}
