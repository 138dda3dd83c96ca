//! `cargo xtask bench --users N`: what lists and sign-ins cost with many people, beside the same
//! with 1,000. Both servers run in the same minutes and are measured in turn, so that a busy machine
//! is equally busy for both.

use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::Arc;

use anyhow::{Context, Result, ensure};

use crate::bench::BenchOptions;
use crate::bench::measure::{self, Figures, float};
use crate::bench::seed::{self, PASSWORD, Seeded};
use crate::bench::server::{Database, Server};
use crate::bench::workload::Workload;

/// The crowd that the other one is compared with.
const FEW: u64 = 1000;
/// How much more a page may cost with many people.
const TOLERANCE: f64 = 1.2;
const ROUNDS: usize = 3;
const ADMINISTRATOR: &str = "boss";

/// Ids of the crowd say when in 2026 they were made, and are otherwise their number.
const START_MILLIS: u64 = 1_767_225_600_000;
const PERSON: u64 = 1;
const GROUP: u64 = 2;

/// A server with its crowd.
struct Place {
    server: Server,
    seeded: Arc<Seeded>,
    directory: PathBuf,
}

/// Fills two databases, drives both and prints the figures side by side.
pub(crate) fn run(root: &Path, binary: &Path, options: &BenchOptions, users: u64) -> Result<()> {
    let tool = build_tool(root)?;
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()?;
    let mut databases = vec![Database::Sqlite];
    databases.extend(options.postgres_url.clone().map(Database::Postgres));
    for database in databases {
        println!("\n### {database}: {FEW} and {users} people");
        let few = runtime.block_on(place(&tool, binary, (&database, FEW)))?;
        let many = runtime.block_on(place(&tool, binary, (&database, users)))?;
        println!("| what | CPU µs, few | CPU µs, many | ratio | p50 µs, few | p50 µs, many |");
        println!("|---|---|---|---|---|---|");
        let mut worst: f64 = 0.0;
        for (name, workload) in workloads() {
            let compared = compare(workload, (&few, &many), options.seconds);
            worst = worst.max(print_row(name, &runtime.block_on(compared)?));
        }
        println!("the largest ratio is {worst:.2}; up to {TOLERANCE} is meant");
        for place in [few, many] {
            place.server.stop()?;
            std::fs::remove_dir_all(&place.directory)?;
        }
    }
    Ok(())
}

fn build_tool(root: &Path) -> Result<PathBuf> {
    let status = Command::new("cargo")
        .args(["build", "--locked", "--release"])
        .args(["--package", "gantry-store", "--example", "crowd"])
        .current_dir(root)
        .status()?;
    ensure!(status.success(), "the generator was not built");
    Ok(root.join("target/release/examples/crowd"))
}

async fn place(tool: &Path, binary: &Path, (database, users): (&Database, u64)) -> Result<Place> {
    let name = format!("gantry-bench-{}-{users}", std::process::id());
    let directory = std::env::temp_dir().join(name);
    let _removed = std::fs::remove_dir_all(&directory);
    let server = Server::start(binary, &directory, database)?;
    let start = std::time::Instant::now();
    let filled = Command::new(tool)
        .args([server.database_url(), &users.to_string()])
        .status()?;
    ensure!(filled.success(), "the crowd was not made");
    println!(
        "{users} people made in {:.0} s",
        start.elapsed().as_secs_f64()
    );
    let server = server.restart()?;
    let mut seeded = seed::seed(&server).await?;
    // A Rocket.Chat lets nobody in without an address.
    let address = ["--email", "boss@example.org", "--name", "Boss"];
    let add = ["user", "add", ADMINISTRATOR, "--admin", "--password-stdin"];
    let arguments = [&add[..], &address[..]].concat();
    server.command(&arguments, PASSWORD)?;
    let (cookie, _) = seed::log_in(&server, &seeded.rs256, ADMINISTRATOR).await?;
    let paths = pages().into_iter().map(|(_, path)| path).collect();
    seeded.administration = (cookie, paths);
    Ok(Place {
        server,
        seeded: Arc::new(seeded),
        directory,
    })
}

/// What is looked at. The first group holds everybody, the first person has many sessions.
fn pages() -> [(&'static str, String); 9] {
    [
        ("people", "/admin/people".to_owned()),
        (
            "people, further on",
            "/admin/people?after=crowd5".to_owned(),
        ),
        ("people, searched", "/admin/people?q=family7".to_owned()),
        ("groups", "/admin/groups".to_owned()),
        (
            "a group of everybody",
            format!("/admin/groups/{}", id(GROUP, 1)),
        ),
        (
            "a person with sessions",
            format!("/admin/people/{}", id(PERSON, 1)),
        ),
        ("sign-ins", "/admin/trail".to_owned()),
        ("trail", "/admin/audit".to_owned()),
        ("overview", "/admin".to_owned()),
    ]
}

fn workloads() -> Vec<(&'static str, Workload)> {
    let pages = pages().into_iter().enumerate();
    let mut all: Vec<_> = pages
        .map(|(place, (name, _))| (name, Workload::Page(place)))
        .collect();
    all.push(("sign-in RS256", Workload::SignIn));
    all.push(("sign-in ES256", Workload::SignInEs256));
    all.push(("login", Workload::Login));
    all
}

fn id(kind: u64, number: u64) -> String {
    let millis = format!("{:012x}", START_MILLIS + number);
    let (high, low) = millis.split_at(8);
    format!("{high}-{low}-7000-800{kind}-{number:012x}")
}

/// Both in turn, several times; the medians.
async fn compare(
    workload: Workload,
    (few, many): (&Place, &Place),
    seconds: u64,
) -> Result<(Figures, Figures)> {
    let (mut small, mut large) = (Vec::new(), Vec::new());
    for _ in 0..ROUNDS {
        for (place, figures) in [(few, &mut small), (many, &mut large)] {
            let run = measure::run(workload, 1, &place.server, &place.seeded, seconds);
            figures.push(run.await?);
        }
    }
    Ok((median(small)?, median(large)?))
}

fn median(mut runs: Vec<Figures>) -> Result<Figures> {
    runs.sort_by(|a, b| a.cpu_us.total_cmp(&b.cpu_us));
    runs.into_iter().nth(ROUNDS / 2).context("a run")
}

/// Prints a line; how many times the larger crowd costs what the smaller one does.
fn print_row(name: &str, (few, many): &(Figures, Figures)) -> f64 {
    let ratio = many.cpu_us / few.cpu_us;
    let errors = few.errors + many.errors;
    let mark = match (ratio > TOLERANCE, errors) {
        (_, 1..) => format!(" ({errors} errors)"),
        (true, _) => " (too much)".to_owned(),
        _ => String::new(),
    };
    println!(
        "| {name} | {:.0} | {:.0} | {ratio:.2}{mark} | {:.0} | {:.0} |",
        few.cpu_us,
        many.cpu_us,
        float(few.p50_us),
        float(many.p50_us),
    );
    ratio
}
