//! A chat in iframe mode beside a Gantry: connected, set up with what Gantry prints, and with the
//! queue running as it does in a server.

use std::time::Duration;

use gantry_accounts::permissions::Administrator;
use gantry_core::Secret;
use gantry_core::client::ClientSettings;
use gantry_emulator::{ChatUser, Emulator, EmulatorConfig, NewUser};
use gantry_rocketchat::settings::{
    Bridge, Connection, Place, RocketChatVersion, ServiceName, iframe_settings, settings,
};
use gantry_rocketchat::workspaces::NewConnection;
use gantry_test_support::{Browser, RocketChatClient, TestApp};
use serde_json::Value;
use tokio::task::JoinHandle;

use super::super::chat::log_in;

const TOKEN_SECRET: &str = "a secret for making tokens, 0123456789";
const ROUND: Duration = Duration::from_millis(200);
/// Long enough for a page that calls the API URL again and again to do so.
const A_WHILE: Duration = Duration::from_millis(1500);

/// Under which names browsers reach the two.
#[derive(Clone, Copy)]
pub(crate) struct Names {
    chat: &'static str,
    gantry: &'static str,
}

/// Browsers take both for one site.
pub(crate) const ONE_DOMAIN: Names = Names {
    chat: "chat.ship.localhost",
    gantry: "id.ship.localhost",
};

/// Names that the chat's server resolves too: for custom OAuth it asks Gantry itself.
pub(crate) const ONE_HOST: Names = Names {
    chat: "localhost",
    gantry: "localhost",
};

/// Browsers take each for a foreign site of the other.
pub(crate) const TWO_DOMAINS: Names = Names {
    chat: "chat.ship.localhost",
    gantry: "id.harbour.localhost",
};

/// A chat and its Gantry.
pub(crate) struct FramedChat {
    pub(crate) app: TestApp,
    /// The stand-in.
    pub(crate) emulator: Emulator,
    /// Where people open it, without a trailing slash.
    pub(crate) url: String,
    /// How it is registered.
    pub(crate) registered: RocketChatClient,
    version: &'static str,
    queue: JoinHandle<()>,
}

impl FramedChat {
    /// A chat of the last line that needs no licence for anything.
    pub(crate) async fn start(names: Names) -> Self {
        Self::start_as(names, "8.7.0").await
    }

    /// A chat of a version.
    pub(crate) async fn start_as(names: Names, version: &'static str) -> Self {
        let chat = Box::pin(Self::unconnected(names, version)).await;
        chat.connect().await;
        chat.enter_iframe_settings();
        chat.switch_iframe_mode(true);
        chat
    }

    /// A chat that is registered, and has a service account that nobody has entered.
    pub(crate) async fn unconnected(names: Names, version: &'static str) -> Self {
        let app = TestApp::named(names.gantry).await;
        let config = EmulatorConfig {
            version: version.parse().unwrap(),
            ..EmulatorConfig::default()
        };
        let emulator = Emulator::start(config).await.unwrap();
        let url = emulator.url().replace("127.0.0.1", names.chat);
        emulator.settings().set("Site_Url", url.clone()).unwrap();
        emulator.add_user(NewUser::administrator("gantry", "a password of the chat"));
        emulator.apply_env([
            ("CREATE_TOKENS_FOR_USERS", "true"),
            ("CREATE_TOKENS_FOR_USERS_SECRET", TOKEN_SECRET),
        ]);
        let registered = app
            .add_rocketchat_with(|settings| {
                let callback = format!("{url}/_oauth/authentik");
                let with_close = format!("{callback}?close");
                settings.redirect_uris =
                    vec![callback.parse().unwrap(), with_close.parse().unwrap()];
                settings.rocketchat_url = Some(url.clone());
            })
            .await;
        let workspaces = app.workspaces.clone();
        let queue = tokio::spawn(async move {
            loop {
                workspaces.run_once().await.unwrap();
                tokio::time::sleep(ROUND).await;
            }
        });
        Self {
            app,
            emulator,
            url,
            registered,
            version,
            queue,
        }
    }

    /// Enters the service account in Gantry.
    pub(crate) async fn connect(&self) {
        let token = self
            .emulator
            .add_personal_access_token("gantry", "Gantry", true);
        let new = NewConnection {
            service_user_id: self.emulator.user("gantry").unwrap().id,
            token: Some(Secret::new(token)),
            secret: Some(Secret::new(TOKEN_SECRET.to_owned())),
        };
        let cache = self.app.accounts.client_cache();
        let client = cache.by_id(self.registered.client.id).await;
        self.app
            .workspaces
            .connect(&Administrator::operator(), &client.unwrap().unwrap(), new)
            .await
            .unwrap();
        self.emulator.clear_journal();
    }

    /// Enters in the chat what Gantry prints for iframe mode, but for the switch.
    pub(crate) fn enter_iframe_settings(&self) {
        let bridge = Bridge {
            public_url: self.app.url.parse().unwrap(),
            slug: self.registered.client.slug.clone(),
            service: ServiceName::parse("authentik").unwrap(),
            version: RocketChatVersion::parse(self.version).unwrap(),
        };
        let sheet = iframe_settings(&bridge);
        let entered = sheet
            .rows
            .iter()
            .filter(|row| matches!(row.place, Place::Iframe | Place::Scripts | Place::Accounts));
        for row in entered {
            self.set(&row.id, row.value.stored());
        }
    }

    /// Enters in the chat what Gantry prints for its custom OAuth service.
    pub(crate) fn enter_oauth_settings(&self) {
        let connection = Connection {
            service: ServiceName::parse("authentik").unwrap(),
            label: "Sign in with Gantry".to_owned(),
            public_url: self.app.url.parse().unwrap(),
            client_id: self.registered.id.clone(),
            client_secret: Some(self.registered.secret.clone()),
            version: RocketChatVersion::parse(self.version).unwrap(),
        };
        let added = self.emulator.settings().add_custom_oauth("authentik");
        added.unwrap();
        for row in settings(&connection).service_rows() {
            self.set(&row.id, row.value.stored());
        }
    }

    /// The switch between the two doors.
    pub(crate) fn switch_iframe_mode(&self, on: bool) {
        self.set("Accounts_iframe_enabled", on);
    }

    /// Changes a setting of the chat.
    pub(crate) fn set(&self, id: &str, value: impl Into<Value>) {
        self.emulator.settings().set(id, value).unwrap();
    }

    /// Changes the application in Gantry.
    pub(crate) async fn change_application(&self, change: impl FnOnce(&mut ClientSettings)) {
        let operator = Administrator::operator();
        let accounts = &self.app.accounts;
        let found = accounts.client(self.registered.client.id).await.unwrap();
        let before = found.unwrap();
        let mut after = before.clone();
        change(&mut after.settings);
        let changed = Box::pin(accounts.change_client(&operator, &before, after)).await;
        changed.unwrap();
    }

    /// Opens the chat's page.
    pub(crate) async fn open(&self, browser: &Browser) {
        browser.open(&self.url).await;
    }

    /// Goes into the framed page and waits for a part of it.
    pub(crate) async fn in_frame(&self, browser: &Browser, part: &str) {
        browser.enter_frame("#iframe-login").await;
        browser.find(part).await;
    }

    /// From the open chat into it: Continue, the window with Gantry's login, and back.
    pub(crate) async fn sign_in(&self, browser: &Browser, username: &str) {
        self.in_frame(browser, "#bridge-continue").await;
        browser.click("#bridge-continue").await;
        browser.go_to_newest_window(2).await;
        log_in(browser, username).await;
        browser.go_to_newest_window(1).await;
        self.arrived(browser, username).await;
    }

    /// Waits until somebody is in the chat, by its page and by its server.
    pub(crate) async fn arrived(&self, browser: &Browser, username: &str) {
        browser.leave_frame().await;
        browser
            .find("body[data-iframe-status=signed-in] #chat-username")
            .await;
        assert_eq!(browser.text("#chat-username").await, username);
        assert!(!browser.shows("#iframe-login").await);
    }

    /// Waits until the open page is signed out and shows the framed page with Continue.
    pub(crate) async fn signed_out(&self, browser: &Browser) {
        browser.leave_frame().await;
        browser.find("body[data-iframe-status=framed]").await;
        self.in_frame(browser, "#bridge-continue").await;
        browser.leave_frame().await;
    }

    /// How often the page called the API URL until it came to rest; fails if it does not.
    pub(crate) async fn calls_at_rest(&self, browser: &Browser) -> i64 {
        browser.leave_frame().await;
        let done =
            "document.body.dataset.iframeApiCalls === document.body.dataset.iframeApiAnswers";
        browser.wait_until(done).await;
        let count = "return Number(document.body.dataset.iframeApiCalls)";
        let before = browser.script(count).await;
        tokio::time::sleep(A_WHILE).await;
        assert_eq!(browser.script(count).await, before, "it asks again");
        before.as_i64().unwrap()
    }

    /// How often a call of the chat's REST interface came.
    pub(crate) fn count(&self, path: &str) -> usize {
        let calls = self.emulator.rest_calls();
        calls
            .iter()
            .filter(|call| call.path.ends_with(path))
            .count()
    }

    /// A user of the chat.
    pub(crate) fn user(&self, username: &str) -> ChatUser {
        self.emulator
            .user(username)
            .unwrap_or_else(|| panic!("no {username} in the chat"))
    }

    /// Opens a page of Gantry in another tab, and stays there.
    pub(crate) async fn open_gantry_beside(&self, browser: &Browser, path: &str) {
        let tab = browser.driver.new_tab().await.unwrap();
        browser.driver.switch_to_window(tab).await.unwrap();
        browser.open(&format!("{}{path}", self.app.url)).await;
    }

    /// Closes the tab beside the chat.
    pub(crate) async fn back_in_chat(&self, browser: &Browser) {
        browser.driver.close_window().await.unwrap();
        browser.go_to_newest_window(1).await;
    }

    /// Whether Gantry takes the browser for signed in: opens "my applications" beside the chat.
    pub(crate) async fn has_session(&self, browser: &Browser) -> bool {
        self.open_gantry_beside(browser, "/apps").await;
        browser.find("main").await;
        let address = browser.address().await;
        self.back_in_chat(browser).await;
        !address.contains("/login")
    }
}

impl Drop for FramedChat {
    fn drop(&mut self) {
        self.queue.abort();
    }
}
