//! The server under load: one process on one core, and what the system says it used.

use std::fmt;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use anyhow::{Context, Result, bail, ensure};

use crate::bench::measure::float;

/// Where the server keeps its rows.
#[derive(Debug, Clone)]
pub(crate) enum Database {
    Sqlite,
    /// A server in which a database is made.
    Postgres(String),
}

impl fmt::Display for Database {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Sqlite => "SQLite",
            Self::Postgres(_) => "PostgreSQL",
        })
    }
}

/// A running server.
pub(crate) struct Server {
    child: Child,
    binary: PathBuf,
    directory: PathBuf,
    database_url: String,
    port: u16,
    /// From start to first answer.
    pub(crate) start_ms: f64,
}

impl Server {
    /// Starts a server in an empty folder.
    pub(crate) fn start(binary: &Path, directory: &Path, database: &Database) -> Result<Self> {
        fs::create_dir_all(directory)?;
        let database_url = match database {
            Database::Sqlite => format!("sqlite:{}", directory.join("gantry.db").display()),
            Database::Postgres(server) => make_database(server, directory)?,
        };
        let port = std::net::TcpListener::bind("127.0.0.1:0")?
            .local_addr()?
            .port();
        Self::launch(binary, directory, database_url, port)
    }

    /// Stops it and starts it again.
    pub(crate) fn restart(self) -> Result<Self> {
        let (binary, directory) = (self.binary.clone(), self.directory.clone());
        let (url, port) = (self.database_url.clone(), self.port);
        self.stop()?;
        Self::launch(&binary, &directory, url, port)
    }

    fn launch(binary: &Path, directory: &Path, database_url: String, port: u16) -> Result<Self> {
        let start = Instant::now();
        let child = Command::new("taskset")
            .args(["-c", "0"])
            .arg(binary)
            .arg("serve")
            .envs(environment(directory, &database_url, port))
            .stdout(Stdio::null())
            .stderr(fs::File::create(directory.join("server.log"))?)
            .spawn()?;
        let (binary, directory) = (binary.to_path_buf(), directory.to_path_buf());
        let mut server = Self {
            child,
            binary,
            directory,
            database_url,
            port,
            start_ms: 0.0,
        };
        server.wait_until_ready(start)?;
        Ok(server)
    }

    fn wait_until_ready(&mut self, start: Instant) -> Result<()> {
        while start.elapsed() < Duration::from_secs(20) {
            if answers(&self.address()) {
                self.start_ms = start.elapsed().as_secs_f64() * 1000.0;
                return Ok(());
            }
            std::thread::sleep(Duration::from_millis(1));
        }
        let log = fs::read_to_string(self.directory.join("server.log"))?;
        bail!("the server did not answer within 20 s: {log}")
    }

    /// Where its rows are.
    pub(crate) fn database_url(&self) -> &str {
        &self.database_url
    }

    /// `127.0.0.1:<port>`.
    pub(crate) fn address(&self) -> String {
        format!("127.0.0.1:{}", self.port)
    }

    /// Runs a command of the same binary on the same database and returns what it printed.
    pub(crate) fn command(&self, arguments: &[&str], stdin: &str) -> Result<String> {
        use std::io::Write;
        let mut child = Command::new(&self.binary)
            .args(arguments)
            .envs(environment(&self.directory, &self.database_url, self.port))
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()?;
        if let Some(mut pipe) = child.stdin.take() {
            pipe.write_all(stdin.as_bytes())?;
        }
        let output = child.wait_with_output()?;
        let errors = String::from_utf8_lossy(&output.stderr);
        ensure!(output.status.success(), "{arguments:?}: {errors}");
        Ok(String::from_utf8(output.stdout)?)
    }

    /// Processor time used so far, by all threads.
    pub(crate) fn cpu_us(&self) -> Result<f64> {
        let stat = fs::read_to_string(format!("/proc/{}/stat", self.child.id()))?;
        // proc(5): fields 14 and 15, counted behind the name in brackets; hundredths of a second.
        let (_, rest) = stat.rsplit_once(')').context("proc stat")?;
        let ticks: u64 = rest
            .split_whitespace()
            .skip(11)
            .take(2)
            .filter_map(|t| t.parse::<u64>().ok())
            .sum();
        Ok(float(ticks) * 10_000.0)
    }

    /// Resident memory.
    pub(crate) fn resident_mib(&self) -> Result<f64> {
        let status = fs::read_to_string(format!("/proc/{}/status", self.child.id()))?;
        let line = status
            .lines()
            .find(|line| line.starts_with("VmRSS:"))
            .context("VmRSS")?;
        let kib: u64 = line.split_whitespace().nth(1).context("VmRSS")?.parse()?;
        Ok(float(kib) / 1024.0)
    }

    /// Asks it to stop and waits.
    pub(crate) fn stop(mut self) -> Result<()> {
        let process = self.child.id().to_string();
        ensure!(
            Command::new("kill")
                .args(["-TERM", &process])
                .status()?
                .success(),
            "kill"
        );
        self.child.wait()?;
        Ok(())
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        let _gone = self.child.kill();
    }
}

fn environment(directory: &Path, database_url: &str, port: u16) -> Vec<(String, String)> {
    [
        ("GANTRY_DATA_DIR", directory.display().to_string()),
        ("GANTRY_DATABASE_URL", database_url.to_owned()),
        ("GANTRY_LISTEN", format!("127.0.0.1:{port}")),
        ("GANTRY_PUBLIC_URL", format!("http://127.0.0.1:{port}")),
        ("GANTRY_LOG", "warn".to_owned()),
        // The load comes from one address and 64 people.
        ("GANTRY_SIGN_INS_PER_ADDRESS", "1000000".to_owned()),
        ("GANTRY_REQUESTS_PER_ACCOUNT", "1000000".to_owned()),
    ]
    .map(|(name, value)| (name.to_owned(), value))
    .into()
}

fn answers(address: &str) -> bool {
    use std::io::{Read, Write};
    let Ok(mut stream) = std::net::TcpStream::connect(address) else {
        return false;
    };
    let request = format!("GET /healthz HTTP/1.1\r\nHost: {address}\r\nConnection: close\r\n\r\n");
    let mut answer = String::new();
    stream.write_all(request.as_bytes()).is_ok()
        && stream.read_to_string(&mut answer).is_ok()
        && answer.starts_with("HTTP/1.1 200")
}

fn make_database(server: &str, directory: &Path) -> Result<String> {
    let folder = directory.file_name().and_then(|name| name.to_str());
    let folder = folder.unwrap_or_default().replace('-', "_");
    let name = format!("gantry_bench_{}_{folder}", std::process::id());
    let run = |sql: String| {
        Command::new("psql")
            .args([server, "-q", "-c", &sql])
            .status()
    };
    ensure!(
        run(format!("DROP DATABASE IF EXISTS {name}"))?.success(),
        "psql"
    );
    ensure!(run(format!("CREATE DATABASE {name}"))?.success(), "psql");
    let (base, _) = server
        .rsplit_once('/')
        .context("a URL with a database name")?;
    Ok(format!("{base}/{name}"))
}
