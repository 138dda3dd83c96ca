//! In a real browser, with a stand-in Rocket.Chat: what people notice of a back-up that was restored.

use std::net::TcpListener;
use std::path::Path;
use std::process::Command;
use std::time::Duration;

use gantry_core::Env;
use gantry_emulator::{Emulator, EmulatorConfig, NewUser};
use gantry_rocketchat::settings::{Connection, RocketChatVersion, ServiceName, settings};
use gantry_test_support::{Browser, PASSWORD, TestDatabase};
use tempfile::TempDir;
use totp_rs::{Builder, Secret, Totp};

use super::{Server, gantry, run};

const CLIENT: &str = "team-chat-of-long-ago";
const SECRET: &str = "a-secret-of-the-chat-that-is-long-enough-to-be-one";

/// One installation: a folder and a database. All of one test are at the same address.
struct Place {
    folder: TempDir,
    database: TestDatabase,
    url: String,
}

impl Place {
    async fn at(url: &str) -> Self {
        Self {
            folder: TempDir::new().unwrap(),
            database: TestDatabase::create().await,
            url: url.to_owned(),
        }
    }

    /// A command line for this installation.
    fn line(&self, command: &str) -> String {
        let (database, url) = (self.database.url(), &self.url);
        format!("{command} --database-url {database} --public-url {url}")
    }

    fn command(&self, command: &str) -> Command {
        gantry(self.folder.path(), &self.line(command))
    }

    fn serve(&self, chat: &str) -> Server {
        let listen = self.url.trim_start_matches("http://");
        let mut command = self.command(&format!("serve --listen {listen}"));
        for (name, value) in [
            ("ADMIN_USERNAME", "ada"),
            ("ADMIN_EMAIL", "ada@example.org"),
            ("ADMIN_PASSWORD", PASSWORD),
            ("CLIENT_TEMPLATE", "rocketchat"),
            ("CLIENT_NAME", "Team chat"),
            ("CLIENT_URL", chat),
            ("CLIENT_ID", CLIENT),
            ("CLIENT_SECRET", SECRET),
        ] {
            command.env(format!("GANTRY_BOOTSTRAP_{name}"), value);
        }
        Server::start(command)
    }

    fn run(&self, command: &str) {
        run(self.folder.path(), &self.line(command));
    }
}

fn free_address() -> String {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    format!("http://{}", listener.local_addr().unwrap())
}

/// A chat whose button leads to this address, by a name that makes it another site.
async fn chat(gantry: &str) -> (Emulator, String) {
    let chat = Emulator::start(EmulatorConfig::default()).await.unwrap();
    let url = chat.url().replace("127.0.0.1", "localhost");
    chat.settings().set("Site_Url", url.clone()).unwrap();
    chat.add_user(NewUser::administrator("rcadmin", "a password of the chat"));
    let connection = Connection {
        service: ServiceName::parse("gantry").unwrap(),
        label: "Gantry".to_owned(),
        public_url: gantry.parse().unwrap(),
        client_id: CLIENT.to_owned(),
        client_secret: Some(SECRET.to_owned()),
        version: RocketChatVersion::default(),
    };
    chat.settings().add_custom_oauth("gantry").unwrap();
    for row in settings(&connection).service_rows() {
        chat.settings().set(&row.id, row.value.stored()).unwrap();
    }
    (chat, url)
}

/// Fills in the login page.
async fn log_in(browser: &Browser) {
    browser.type_into("#username", "ada").await;
    browser.type_into("#password", PASSWORD).await;
    browser.click("#login-submit").await;
}

/// Steps of thirty seconds since 1970.
fn step() -> i64 {
    Env::system().now().as_i64() / 30
}

/// The code of a step.
fn code(phone: &Totp, step: i64) -> String {
    phone
        .generate(u64::try_from(step * 30).unwrap())
        .to_string()
}

/// Adds an application that makes codes.
async fn add_phone(browser: &Browser, url: &str) -> Totp {
    browser.open(&format!("{url}/account/factors/new")).await;
    let seed = browser.text("#totp-seed").await.replace(' ', "");
    let secret = Secret::try_from_base32(seed).unwrap();
    let builder = Builder::new().with_secret(secret);
    let phone = builder.with_account_name("x").build().unwrap();
    browser.type_into("#code", &code(&phone, step())).await;
    browser.click("#enrol-totp").await;
    browser.click("#recovery-continue").await;
    phone
}

/// Waits until a code counts that was certainly not used before the restore: whoever could use
/// the code of the next step early may have done so. That one's code.
async fn fresh_code(phone: &Totp, restored: i64) -> String {
    while step() <= restored {
        tokio::time::sleep(Duration::from_millis(250)).await;
    }
    code(phone, restored + 2)
}

/// Clicks the chat's button, proves who it is, and reads who the chat says is there.
async fn come_in(browser: &Browser, chat: &str, code: &str) -> String {
    browser.open(chat).await;
    browser.click("#login-gantry").await;
    log_in(browser).await;
    browser.type_into("#code", code).await;
    browser.click("#factor-submit").await;
    browser.wait_for_address(&format!("{chat}/account")).await;
    browser.text("#chat-email").await
}

fn copy_key(from: &Path, to: &Path) {
    std::fs::copy(from.join("master.key"), to.join("master.key")).unwrap();
}

#[tokio::test(flavor = "multi_thread")]
async fn a_restored_back_up_lets_people_in_as_before() {
    let url = free_address();
    let (old, new) = (Place::at(&url).await, Place::at(&url).await);
    let (_chat, chat) = chat(&url).await;
    let browser = Browser::start().await;
    let file = old.folder.path().join("today.backup");

    let server = old.serve(&chat);
    browser.open(&format!("{url}/login")).await;
    log_in(&browser).await;
    browser.wait_for_address(&format!("{url}/apps")).await;
    let phone = add_phone(&browser, &url).await;
    let keys = server.get("/.well-known/jwks.json");
    old.run(&format!("backup {} --check --json", file.display()));
    server.stop();
    copy_key(old.folder.path(), new.folder.path());
    new.run(&format!("restore {} --json", file.display()));
    let restored = step();
    let server = new.serve(&chat);
    browser.open(&format!("{url}/apps")).await;
    browser.find("#login-submit").await;
    let code = fresh_code(&phone, restored).await;
    let who = come_in(&browser, &chat, &code).await;
    browser.open(&format!("{url}/admin/trail")).await;
    let trail = browser.text("main tbody").await;
    browser
        .open(&format!("{url}/admin/audit?event=restored"))
        .await;
    let audit = browser.text("#audit tbody").await;

    assert_eq!(who, "ada@example.org");
    let set = |answer: &str| answer.split("\r\n\r\n").nth(1).map(ToOwned::to_owned);
    assert_eq!(set(&server.get("/.well-known/jwks.json")), set(&keys));
    assert!(trail.contains("Team chat"), "{trail}");
    assert!(audit.contains("a back-up of"), "{audit}");
    server.stop();
}
