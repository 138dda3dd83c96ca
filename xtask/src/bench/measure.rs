//! Driving a workload for a while, and the figures of it.

use std::sync::Arc;
use std::time::{Duration, Instant};

use anyhow::{Result, ensure};

use crate::bench::connection::Connection;
use crate::bench::seed::Seeded;
use crate::bench::server::Server;
use crate::bench::workload::Workload;

/// What the cryptography costs by itself.
#[derive(Debug, Clone, Copy)]
pub(crate) struct RawCost {
    pub(crate) signature_us: f64,
    pub(crate) hash_us: f64,
}

/// The figures of one run.
#[derive(Debug)]
pub(crate) struct Figures {
    /// Processor time of the server per operation.
    pub(crate) cpu_us: f64,
    pub(crate) p50_us: u64,
    pub(crate) p99_us: u64,
    pub(crate) errors: usize,
}

/// What one connection saw.
#[derive(Default)]
struct Seen {
    latencies_us: Vec<u64>,
    errors: usize,
}

/// Drives so many connections for so many seconds.
pub(crate) async fn run(
    workload: Workload,
    connections: usize,
    server: &Server,
    seeded: &Arc<Seeded>,
    seconds: u64,
) -> Result<Figures> {
    let before = server.cpu_us()?;
    let until = Instant::now() + Duration::from_secs(seconds);
    let mut tasks = Vec::new();
    for number in 0..connections {
        let (address, seeded) = (server.address(), Arc::clone(seeded));
        tasks.push(tokio::spawn(drive(
            workload, number, address, seeded, until,
        )));
    }
    let mut all = Seen::default();
    for task in tasks {
        let seen = task.await??;
        all.latencies_us.extend(seen.latencies_us);
        all.errors += seen.errors;
    }
    let used = server.cpu_us()? - before;
    all.latencies_us.sort_unstable();
    ensure!(
        !all.latencies_us.is_empty(),
        "{workload} finished no operation"
    );
    let count = u64::try_from(all.latencies_us.len())?;
    Ok(Figures {
        cpu_us: used / float(count),
        p50_us: percentile(&all.latencies_us, 50),
        p99_us: percentile(&all.latencies_us, 99),
        errors: all.errors,
    })
}

async fn drive(
    workload: Workload,
    number: usize,
    address: String,
    seeded: Arc<Seeded>,
    until: Instant,
) -> Result<Seen> {
    let mut connection = Connection::open(&address).await?;
    let mut seen = Seen::default();
    let mut turn = number;
    while Instant::now() < until {
        let start = Instant::now();
        match workload.once(&mut connection, &seeded, turn).await {
            Ok(()) => {
                seen.latencies_us
                    .push(u64::try_from(start.elapsed().as_micros())?);
            }
            Err(error) => {
                if seen.errors == 0 {
                    eprintln!("{workload}: {error:#}");
                }
                seen.errors += 1;
                connection = Connection::open(&address).await?;
            }
        }
        turn += 1;
    }
    Ok(seen)
}

fn percentile(sorted: &[u64], percent: usize) -> u64 {
    let position = (sorted.len() * percent / 100).min(sorted.len().saturating_sub(1));
    sorted.get(position).copied().unwrap_or(0)
}

/// How many times one is the other.
pub(crate) fn ratio(one: u64, other: u64) -> f64 {
    float(one) / float(other.max(1))
}

/// Counts and sizes fit into 32 bits here, which floats hold exactly.
pub(crate) fn float(number: u64) -> f64 {
    f64::from(u32::try_from(number).unwrap_or(u32::MAX))
}
