//! The server as a process of its own.

use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};

use gantry_test_support::PASSWORD;

/// A running `gantry serve`; dropping it is `kill -9`.
pub(crate) struct Process {
    child: Child,
    directory: PathBuf,
    database_url: String,
    /// Where it listens.
    pub(crate) url: String,
}

impl Process {
    /// Starts it and waits for its first answer.
    pub(crate) async fn start(directory: &Path, database_url: &str) -> Self {
        let port = port(directory);
        let url = format!("http://127.0.0.1:{port}");
        let mut command = command(directory, database_url, &url);
        let log = std::fs::File::create(directory.join("server.log")).unwrap();
        command
            .arg("serve")
            .env("GANTRY_LISTEN", format!("127.0.0.1:{port}"));
        let child = command.stdout(Stdio::null()).stderr(log).spawn().unwrap();
        let (directory, database_url) = (directory.to_path_buf(), database_url.to_owned());
        let process = Self {
            child,
            directory,
            database_url,
            url,
        };
        process.wait().await;
        process
    }

    async fn wait(&self) {
        let http = reqwest::Client::new();
        for _ in 0..2000 {
            if http
                .get(format!("{}/readyz", self.url))
                .send()
                .await
                .is_ok_and(|a| a.status() == 200)
            {
                return;
            }
            tokio::time::sleep(std::time::Duration::from_millis(10)).await;
        }
        let log = std::fs::read_to_string(self.directory.join("server.log")).unwrap();
        panic!("the server does not answer: {log}");
    }

    /// Adds an administrator and a client by command, beside the running server.
    pub(crate) fn add_people(&self) {
        let add = [
            "user",
            "add",
            "root",
            "--email",
            "root@example.org",
            "--name",
            "Root",
        ];
        self.run(&[&add[..], &["--admin", "--password-stdin"]].concat());
        let url = "https://chat.example.org";
        let client = [
            "client",
            "add",
            "Team chat",
            "--template",
            "rocketchat",
            "--url",
            url,
        ];
        let printed = self.run(&[&client[..], &["--json"]].concat());
        std::fs::write(self.directory.join("client.json"), printed).unwrap();
    }

    fn run(&self, arguments: &[&str]) -> String {
        let mut command = command(&self.directory, &self.database_url, &self.url);
        let mut child = command
            .args(arguments)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        child
            .stdin
            .take()
            .unwrap()
            .write_all(PASSWORD.as_bytes())
            .unwrap();
        let output = child.wait_with_output().unwrap();
        let errors = String::from_utf8_lossy(&output.stderr);
        assert!(output.status.success(), "{arguments:?}: {errors}");
        String::from_utf8(output.stdout).unwrap()
    }

    /// `kill -9`.
    pub(crate) fn kill(&mut self) {
        self.child.kill().unwrap();
        self.child.wait().unwrap();
    }
}

impl Drop for Process {
    fn drop(&mut self) {
        // Already dead after `kill`.
        let _gone = self.child.kill();
        let _gone = self.child.wait();
    }
}

fn command(directory: &Path, database_url: &str, url: &str) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_gantry"));
    command
        .env("GANTRY_DATA_DIR", directory)
        .env("GANTRY_DATABASE_URL", database_url)
        .env("GANTRY_PUBLIC_URL", url)
        .env("GANTRY_LOG", "warn");
    command
}

/// One port for all rounds, because cookies belong to an address.
fn port(directory: &Path) -> u16 {
    let file = directory.join("port");
    if let Ok(text) = std::fs::read_to_string(&file) {
        return text.parse().unwrap();
    }
    let port = std::net::TcpListener::bind("127.0.0.1:0")
        .unwrap()
        .local_addr()
        .unwrap()
        .port();
    std::fs::write(file, port.to_string()).unwrap();
    port
}
