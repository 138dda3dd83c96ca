//! The server as a process of its own.

use std::fs::OpenOptions;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};

use gantry_test_support::PASSWORD;

/// How a server is started, again and again.
#[derive(Debug, Clone)]
pub(crate) struct Launch {
    /// Tells servers of one test apart.
    pub(crate) name: &'static str,
    /// Where files live.
    pub(crate) directory: PathBuf,
    /// Which database.
    pub(crate) database_url: String,
    /// Settings beside those that every server needs.
    pub(crate) variables: Vec<(&'static str, String)>,
}

/// A running `gantry serve`; dropping it is `kill -9`.
pub(crate) struct Process {
    child: Child,
    launch: Launch,
    /// Where it listens.
    pub(crate) url: String,
}

impl Process {
    /// Starts one with the usual settings and waits for its first answer.
    pub(crate) async fn start(directory: &Path, database_url: &str) -> Self {
        let launch = Launch {
            name: "server",
            directory: directory.to_path_buf(),
            database_url: database_url.to_owned(),
            variables: vec![("GANTRY_LOG", "warn".to_owned())],
        };
        launch.start().await
    }

    async fn wait(&mut self) {
        let http = reqwest::Client::new();
        for _ in 0..6000 {
            let answer = http.get(format!("{}/readyz", self.url)).send().await;
            if answer.is_ok_and(|answer| answer.status() == 200) {
                return;
            }
            if self.child.try_wait().unwrap().is_some() {
                break;
            }
            tokio::time::sleep(std::time::Duration::from_millis(10)).await;
        }
        let log = std::fs::read_to_string(self.launch.log()).unwrap();
        let start = log.len().saturating_sub(4000);
        let end: String = log.chars().skip(start).collect();
        panic!("the server does not answer: {end}");
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
        std::fs::write(self.launch.directory.join("client.json"), printed).unwrap();
    }

    /// Runs a command beside the running server.
    pub(crate) fn run(&self, arguments: &[&str]) -> String {
        let mut command = self.launch.command(&self.url);
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

impl Launch {
    /// Starts the server and waits for its first answer.
    pub(crate) async fn start(&self) -> Process {
        let port = self.port();
        let url = self.url();
        let mut command = self.command(&url);
        let mut log = OpenOptions::new();
        let log = log.create(true).append(true).open(self.log()).unwrap();
        command
            .arg("serve")
            .env("GANTRY_LISTEN", format!("127.0.0.1:{port}"));
        let child = command.stdout(Stdio::null()).stderr(log).spawn().unwrap();
        let mut process = Process {
            child,
            launch: self.clone(),
            url,
        };
        process.wait().await;
        process
    }

    /// Where it listens; the same after every start, because cookies belong to an address.
    pub(crate) fn url(&self) -> String {
        format!("http://127.0.0.1:{}", self.port())
    }

    /// Everything it said, of all its starts.
    pub(crate) fn log(&self) -> PathBuf {
        self.directory.join(format!("{}.log", self.name))
    }

    fn command(&self, url: &str) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_gantry"));
        command
            .env("GANTRY_DATA_DIR", &self.directory)
            .env("GANTRY_DATABASE_URL", &self.database_url)
            .env("GANTRY_PUBLIC_URL", url);
        for (name, value) in &self.variables {
            command.env(name, value);
        }
        command
    }

    fn port(&self) -> u16 {
        let file = self.directory.join(format!("{}.port", self.name));
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
}

impl Drop for Process {
    fn drop(&mut self) {
        // Already dead after `kill`.
        let _gone = self.child.kill();
        let _gone = self.child.wait();
    }
}
