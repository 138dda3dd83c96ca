//! `rocketchat connect` and what comes after it, with a stand-in Rocket.Chat that listens.

mod connecting;
mod people;
mod queue;
mod sync;

use std::fs::{Permissions, set_permissions, write};
use std::io::Write;
use std::os::unix::fs::PermissionsExt;
use std::path::PathBuf;
use std::process::{Command, Output, Stdio};
use std::sync::Mutex;
use std::time::Duration;

use gantry_emulator::{Emulator, EmulatorConfig, NewUser};
use gantry_test_support::TestDatabase;
use serde_json::Value;

use super::{Server, gantry};

const SERVICE: &str = "gantry.service";
const SECRET: &str = "a-secret-that-both-sides-know-0123456789";

/// Gantry's data, a chat, and everything that commands printed.
struct Port {
    database: TestDatabase,
    folder: tempfile::TempDir,
    chat: Emulator,
    token: String,
    printed: Mutex<String>,
}

/// How a command ended.
struct Ended {
    code: Option<i32>,
    out: String,
    err: String,
}

impl Ended {
    fn json(&self) -> Value {
        serde_json::from_str(&self.out).unwrap_or_else(|_| panic!("{}{}", self.out, self.err))
    }
}

impl Port {
    /// A chat of this version and an application for it, not connected.
    async fn start(version: &str) -> Self {
        let config = EmulatorConfig {
            version: version.parse().unwrap(),
            ..EmulatorConfig::default()
        };
        let chat = Emulator::start(config).await.unwrap();
        chat.apply_env([("CREATE_TOKENS_FOR_USERS_SECRET", SECRET)]);
        chat.add_user(NewUser::administrator(SERVICE, "unused password"));
        let token = chat.add_personal_access_token(SERVICE, "gantry", true);
        let port = Self {
            database: TestDatabase::create().await,
            folder: tempfile::tempdir().unwrap(),
            chat,
            token,
            printed: Mutex::default(),
        };
        let url = port.chat.url().to_owned();
        port.done(&format!(
            "client add Chat --template rocketchat --url {url}"
        ));
        port
    }

    /// The same, connected.
    async fn connected() -> Self {
        let port = Self::start("8.7.0").await;
        port.connect();
        port
    }

    fn command(&self, line: &str) -> Command {
        let mut command = gantry(self.folder.path(), line);
        command
            .env("GANTRY_DATABASE_URL", self.database.url())
            .env("GANTRY_ALLOW_PRIVATE_OUTBOUND", "true");
        command
    }

    /// Runs a command whatever comes of it.
    fn run(&self, line: &str) -> Ended {
        self.ended(&self.command(line).output().unwrap())
    }

    /// Runs a command that has to succeed.
    fn done(&self, line: &str) -> String {
        let ended = self.run(line);
        assert_eq!(ended.code, Some(0), "{line}: {}{}", ended.out, ended.err);
        ended.out
    }

    fn with_input(&self, line: &str, input: &str) -> Ended {
        let mut command = self.command(line);
        command
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped());
        let mut process = command.spawn().unwrap();
        let mut stdin = process.stdin.take().unwrap();
        // A command that refuses its arguments reads nothing.
        let _unread = stdin.write_all(input.as_bytes());
        drop(stdin);
        self.ended(&process.wait_with_output().unwrap())
    }

    fn ended(&self, output: &Output) -> Ended {
        let [out, err] =
            [&output.stdout, &output.stderr].map(|text| String::from_utf8(text.clone()).unwrap());
        let mut printed = self.printed.lock().unwrap();
        printed.push_str(&out);
        printed.push_str(&err);
        Ended {
            code: output.status.code(),
            out,
            err,
        }
    }

    /// A file that only its owner reads.
    fn file(&self, name: &str, text: &str) -> PathBuf {
        let path = self.folder.path().join(name);
        write(&path, text).unwrap();
        set_permissions(&path, Permissions::from_mode(0o600)).unwrap();
        path
    }

    /// The command with these two files.
    fn connect_line(&self, token: &str) -> String {
        let token = self.file("token", &format!("{token}\n"));
        let secret = self.file("secret", SECRET);
        format!(
            "rocketchat connect chat --user-id {} --token-file {} --secret-file {}",
            self.chat.user(SERVICE).unwrap().id,
            token.display(),
            secret.display()
        )
    }

    fn connect(&self) -> String {
        self.done(&self.connect_line(&self.token))
    }

    fn serve(&self) -> Server {
        Server::start(self.command("serve --listen 127.0.0.1:0"))
    }

    /// Asks again and again until it is so.
    async fn until(&self, so: impl Fn() -> bool) {
        for _ in 0..300 {
            if so() {
                return;
            }
            tokio::time::sleep(Duration::from_millis(100)).await;
        }
        panic!("it never came: {}", self.printed.lock().unwrap());
    }

    fn printed(&self) -> String {
        self.printed.lock().unwrap().clone()
    }
}

impl Drop for Port {
    fn drop(&mut self) {
        let printed = self.printed();
        for secret in [self.token.as_str(), SECRET] {
            assert!(!printed.contains(secret), "{printed}");
        }
    }
}
