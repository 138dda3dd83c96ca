//! `cargo xtask bench`: whole sign-ins against the packaged server, and what they cost it.
//!
//! The server runs on one core and the load on the other. A busy machine spoils rates, so the
//! figure to read is the server's processor time per operation, beside the raw cost of one RS256
//! signature and one Argon2id hash measured in the same run. Read [`workload`] for what is driven,
//! [`measure`] for how it is counted.

mod connection;
mod crowd;
mod journey;
mod measure;
mod seed;
mod server;
mod workload;

use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::Arc;

use anyhow::{Context, Result, bail, ensure};
use clap::Args;

use crate::bench::measure::{Figures, RawCost};
use crate::bench::seed::Seeded;
use crate::bench::server::{Database, Server};
use crate::bench::workload::Workload;

/// What `bench` may be told.
#[derive(Debug, Args)]
pub(crate) struct BenchOptions {
    /// A PostgreSQL server in which a database may be made; without it only SQLite is measured.
    #[arg(long, env = "GANTRY_TEST_POSTGRES_URL")]
    postgres_url: Option<String>,
    /// How long each measurement lasts; each is made three times and the median is printed.
    #[arg(long, default_value_t = 3)]
    seconds: u64,
    /// Connections at a time.
    #[arg(long, value_delimiter = ',', default_value = "1,8,64")]
    connections: Vec<usize>,
    /// Another commit to measure in the same run, such as `HEAD~1`.
    #[arg(long)]
    against: Option<String>,
    /// A packaged server to measure, instead of building one of this tree.
    #[arg(long)]
    binary: Option<PathBuf>,
    /// Compare lists and sign-ins in a database with so many people with one of 1,000, instead.
    #[arg(long)]
    users: Option<u64>,
}

/// Builds, starts, drives and prints.
pub(crate) fn run(root: &Path, options: &BenchOptions) -> Result<()> {
    pin_to_core(std::process::id(), 1)?;
    let here = match &options.binary {
        Some(packaged) => packaged.clone(),
        None => build(root, None)?,
    };
    if let Some(users) = options.users {
        return crowd::run(root, &here, options, users);
    }
    let raw = raw_cost(root)?;
    println!(
        "raw cost on this machine, now: RS256 signature {:.0} µs, Argon2id hash {:.1} ms",
        raw.signature_us,
        raw.hash_us / 1000.0
    );
    bench_binary("this tree", &here, options, raw)?;
    if let Some(revision) = &options.against {
        let tree = worktree(root, revision)?;
        let there = build(&tree, Some(&tree.join("target")))?;
        bench_binary(revision, &there, options, raw)?;
    }
    Ok(())
}

fn bench_binary(name: &str, binary: &Path, options: &BenchOptions, raw: RawCost) -> Result<()> {
    let bytes = std::fs::metadata(binary)?.len();
    println!("\n## {name}: binary {:.1} MB", megabytes(bytes));
    let mut databases = vec![Database::Sqlite];
    databases.extend(options.postgres_url.clone().map(Database::Postgres));
    for database in databases {
        bench_database(binary, &database, options, raw)?;
    }
    Ok(())
}

fn bench_database(
    binary: &Path,
    database: &Database,
    options: &BenchOptions,
    raw: RawCost,
) -> Result<()> {
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()?;
    let directory = std::env::temp_dir().join(format!("gantry-bench-{}", std::process::id()));
    let _removed = std::fs::remove_dir_all(&directory);
    let mut server = Server::start(binary, &directory, database)?;
    let seeded = Arc::new(runtime.block_on(seed::seed(&server))?);
    // Once more, with its keys there: what a restart costs.
    server = server.restart()?;
    println!(
        "\n### {database}: first answer after {:.0} ms, resident {:.0} MiB idle",
        server.start_ms,
        server.resident_mib()?
    );
    println!(
        "| workload | connections | per core and second | server CPU µs | in signatures | p50 µs | p99 µs | errors |"
    );
    println!("|---|---|---|---|---|---|---|---|");
    for workload in Workload::ALL {
        for connections in &options.connections {
            let figures = runtime.block_on(median(
                workload,
                *connections,
                &server,
                &seeded,
                options.seconds,
            ))?;
            print_row(workload, *connections, &figures, raw);
        }
    }
    runtime.block_on(beside_logins(&server, &seeded, options.seconds))?;
    println!("resident {:.0} MiB after the load", server.resident_mib()?);
    server.stop()?;
    std::fs::remove_dir_all(&directory).context("the data folder of the benchmark")?;
    Ok(())
}

async fn median(
    workload: Workload,
    connections: usize,
    server: &Server,
    seeded: &Arc<Seeded>,
    seconds: u64,
) -> Result<Figures> {
    let mut runs = Vec::new();
    for _ in 0..3 {
        runs.push(measure::run(workload, connections, server, seeded, seconds).await?);
    }
    runs.sort_by(|a, b| a.cpu_us.total_cmp(&b.cpu_us));
    ensure!(runs.len() == 3, "three runs");
    Ok(runs.swap_remove(1))
}

/// How much slower sign-ins become while 64 logins wait for the password hash.
async fn beside_logins(server: &Server, seeded: &Arc<Seeded>, seconds: u64) -> Result<()> {
    let alone = measure::run(Workload::SignIn, 8, server, seeded, seconds).await?;
    let (beside, _) = tokio::try_join!(
        measure::run(Workload::SignIn, 8, server, seeded, seconds),
        measure::run(Workload::Login, 64, server, seeded, seconds),
    )?;
    println!(
        "sign-in p99 {} µs alone, {} µs while 64 logins queue: {:.1} times",
        alone.p99_us,
        beside.p99_us,
        measure::ratio(beside.p99_us, alone.p99_us)
    );
    Ok(())
}

fn print_row(workload: Workload, connections: usize, figures: &Figures, raw: RawCost) {
    println!(
        "| {workload} | {connections} | {:.0} | {:.0} | {:.2} | {} | {} | {} |",
        1_000_000.0 / figures.cpu_us,
        figures.cpu_us,
        figures.cpu_us / raw.signature_us,
        figures.p50_us,
        figures.p99_us,
        figures.errors,
    );
}

fn megabytes(bytes: u64) -> f64 {
    measure::float(bytes) / 1_000_000.0
}

fn build(root: &Path, target: Option<&Path>) -> Result<PathBuf> {
    let target = target.map_or_else(|| root.join("target"), Path::to_path_buf);
    let status = Command::new("cargo")
        .args([
            "build",
            "--locked",
            "--profile",
            "dist",
            "--package",
            "gantry",
        ])
        .current_dir(root)
        .env("CARGO_TARGET_DIR", &target)
        .status()?;
    ensure!(status.success(), "the dist build failed");
    Ok(target.join("dist/gantry"))
}

/// Another commit in a folder of its own.
fn worktree(root: &Path, revision: &str) -> Result<PathBuf> {
    let tree = root.join("target/bench-against");
    let git = |arguments: &[&str]| {
        Command::new("git")
            .args(arguments)
            .current_dir(root)
            .status()
    };
    let path = tree.to_str().context("a path in UTF-8")?;
    let _removed = git(&["worktree", "remove", "--force", path])?;
    ensure!(
        git(&["worktree", "add", "--detach", path, revision])?.success(),
        "no such commit"
    );
    Ok(tree)
}

/// The cost of the cryptography alone, on the server's core.
fn raw_cost(root: &Path) -> Result<RawCost> {
    let output = Command::new("taskset")
        .args([
            "-c",
            "0",
            "cargo",
            "run",
            "--quiet",
            "--locked",
            "--profile",
            "dist",
        ])
        .args(["--package", "gantry-core", "--example", "raw_cost"])
        .current_dir(root)
        .output()
        .context("taskset (package util-linux)")?;
    ensure!(
        output.status.success(),
        "raw_cost: {}",
        String::from_utf8_lossy(&output.stderr)
    );
    let text = String::from_utf8(output.stdout)?;
    let numbers: Vec<f64> = text
        .split_whitespace()
        .filter_map(|word| word.parse().ok())
        .collect();
    match numbers.as_slice() {
        [signature_us, hash_us] => Ok(RawCost {
            signature_us: *signature_us,
            hash_us: *hash_us,
        }),
        _ => bail!("raw_cost printed {text}"),
    }
}

fn pin_to_core(process: u32, core: u32) -> Result<()> {
    let status = Command::new("taskset")
        .args(["-a", "-cp", &core.to_string(), &process.to_string()])
        .stdout(std::process::Stdio::null())
        .status()
        .context("taskset (package util-linux)")?;
    ensure!(status.success(), "could not pin to core {core}");
    Ok(())
}
