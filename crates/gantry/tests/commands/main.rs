//! The binary itself: commands beside each other, the first start, and the end.
#![expect(
    clippy::unwrap_used,
    clippy::panic,
    reason = "a command that cannot be run is a failed test"
)]

mod ages;
mod apply;
mod backups;
mod browser;
mod clients;
mod demo;
mod doors;
mod every;
mod files;
mod keys;
mod logout_queue;
mod people;
mod workspaces;

use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpStream;
use std::path::Path;
use std::process::{Child, Command, Output, Stdio};

use serde_json::Value;

fn gantry(folder: &Path, line: &str) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_gantry"));
    command.args(line.split(' ')).arg("--data-dir").arg(folder);
    command.stdin(Stdio::null());
    for (name, _) in std::env::vars().filter(|(name, _)| name.starts_with("GANTRY_")) {
        command.env_remove(name);
    }
    command
}

fn json(output: &Output) -> Value {
    assert!(
        output.status.success(),
        "{}",
        String::from_utf8_lossy(&output.stderr)
    );
    serde_json::from_slice(&output.stdout).unwrap()
}

fn run(folder: &Path, line: &str) -> Value {
    json(&gantry(folder, line).output().unwrap())
}

/// A server on a free port, and what it printed before it answered.
struct Server {
    process: Child,
    address: String,
}

impl Server {
    fn start(mut command: Command) -> Self {
        let mut process = command
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        let log = BufReader::new(process.stderr.take().unwrap());
        let started = log
            .lines()
            .map(Result::unwrap)
            .find(|line| line.contains("server.started"));
        let started = started.unwrap();
        let address = started.split("address=").nth(1).unwrap();
        let address = address.split(' ').next().unwrap().to_owned();
        Self { process, address }
    }

    fn get(&self, path: &str) -> String {
        self.ask(&format!("GET {path}"), "", "")
    }

    /// The answer to a method and path, with a header line and a body.
    fn ask(&self, what: &str, header: &str, body: &str) -> String {
        let mut stream = TcpStream::connect(&self.address).unwrap();
        let length = body.len();
        let request = format!(
            "{what} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\
             {header}Content-Length: {length}\r\n\r\n{body}"
        );
        stream.write_all(request.as_bytes()).unwrap();
        let mut answer = String::new();
        stream.read_to_string(&mut answer).unwrap();
        answer
    }

    /// Ends it as a service manager would; its exit code and all it printed.
    fn stop(mut self) -> (Option<i32>, String) {
        let id = self.process.id().to_string();
        assert!(
            Command::new("kill")
                .args(["-TERM", &id])
                .status()
                .unwrap()
                .success()
        );
        let mut printed = String::new();
        self.process
            .stdout
            .take()
            .unwrap()
            .read_to_string(&mut printed)
            .unwrap();
        (self.process.wait().unwrap().code(), printed)
    }
}

#[test]
fn people_groups_and_clients_are_made_and_listed() {
    let folder = tempfile::tempdir().unwrap();
    let folder = folder.path();

    let alice = run(
        folder,
        "user add alice --email Alice@Example.org --group staff --admin --json",
    );
    let client = run(
        folder,
        "client add Chat --template rocketchat --url https://chat.example.org --json",
    );

    assert_eq!(alice["email"], "alice@example.org");
    assert_eq!(alice["groups"], serde_json::json!(["staff"]));
    assert!(alice["password"].as_str().unwrap().len() >= 20);
    assert_eq!(run(folder, "user list --json")[0]["username"], "alice");
    assert_eq!(run(folder, "group list --json")[0]["name"], "staff");
    for member in [
        "client_id",
        "client_secret",
        "slug",
        "redirect_uris",
        "issuer",
    ] {
        assert!(!client[member].is_null(), "{member}");
    }
    assert!(run(folder, "client list --json")[0]["client_secret"].is_null());
    let sheet = run(folder, "rocketchat settings chat --format env --json");
    assert_eq!(
        sheet["Accounts_OAuth_Custom_Gantry_id"],
        client["client_id"]
    );
}

#[test]
fn a_password_comes_from_standard_input_and_is_not_printed() {
    let folder = tempfile::tempdir().unwrap();
    let mut command = gantry(folder.path(), "user add bob --password-stdin --json");
    command
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped());

    let mut process = command.spawn().unwrap();
    process
        .stdin
        .take()
        .unwrap()
        .write_all(b"correct horse battery\n")
        .unwrap();
    let bob = json(&process.wait_with_output().unwrap());

    assert_eq!(bob["username"], "bob");
    assert!(bob["password"].is_null());
}

#[test]
fn a_refusal_is_one_line_and_an_exit_code() {
    let folder = tempfile::tempdir().unwrap();

    let output = gantry(folder.path(), "user disable nobody")
        .output()
        .unwrap();

    assert_eq!(output.status.code(), Some(1));
    assert_eq!(output.stderr, b"gantry: there is no user nobody\n");
}

#[test]
fn the_first_start_prints_a_set_up_link_answers_and_ends_with_code_0() {
    let folder = tempfile::tempdir().unwrap();
    let server = Server::start(gantry(folder.path(), "serve --listen 127.0.0.1:0"));

    let health = server.get("/healthz");
    let ready = server.get("/readyz");
    let (code, printed) = server.stop();

    assert!(health.starts_with("HTTP/1.1 200"), "{health}");
    assert!(ready.starts_with("HTTP/1.1 200"), "{ready}");
    assert_eq!(code, Some(0));
    assert!(
        printed.contains("http://localhost:9000/setup?token="),
        "{printed}"
    );
}

#[test]
fn metrics_are_for_this_machine_and_for_no_proxy() {
    let folder = tempfile::tempdir().unwrap();
    let server = Server::start(gantry(folder.path(), "serve --listen 127.0.0.1:0"));

    let own = server.get("/metrics");
    let handed_on = server.ask("GET /metrics", "X-Forwarded-For: 127.0.0.1\r\n", "");
    server.stop();

    assert!(own.starts_with("HTTP/1.1 200"), "{own}");
    assert!(handed_on.starts_with("HTTP/1.1 404"), "{handed_on}");
}

#[test]
fn the_environment_makes_the_first_administrator_and_client_once() {
    let folder = tempfile::tempdir().unwrap();
    let folder = folder.path();
    let start = || {
        let mut command = gantry(folder, "serve --listen 127.0.0.1:0");
        command.envs([
            ("GANTRY_BOOTSTRAP_ADMIN_USERNAME", "admin"),
            ("GANTRY_BOOTSTRAP_ADMIN_EMAIL", "admin@example.org"),
            ("GANTRY_BOOTSTRAP_ADMIN_PASSWORD", "correct horse battery"),
            ("GANTRY_BOOTSTRAP_CLIENT_TEMPLATE", "rocketchat"),
            ("GANTRY_BOOTSTRAP_CLIENT_NAME", "Team chat"),
            ("GANTRY_BOOTSTRAP_CLIENT_URL", "http://localhost:3000"),
            ("GANTRY_BOOTSTRAP_CLIENT_ID", "rocketchat"),
            (
                "GANTRY_BOOTSTRAP_CLIENT_SECRET",
                "0123456789abcdef0123456789abcdef",
            ),
        ]);
        Server::start(command)
    };

    let (_, printed) = start().stop();
    start().stop();

    assert!(!printed.contains("/setup"), "{printed}");
    let users = run(folder, "user list --json");
    let clients = run(folder, "client list --json");
    assert_eq!(
        (users.as_array().unwrap().len(), &users[0]["admin"]),
        (1, &Value::Bool(true))
    );
    assert_eq!(clients.as_array().unwrap().len(), 1);
    assert_eq!(clients[0]["client_id"], "rocketchat");
}
