//! A fresh database for each test, and short ways to write and read.

use std::ops::Deref;
use std::str::FromStr;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use gantry_store::Store;
use sqlx::postgres::PgConnectOptions;
use sqlx::{AssertSqlSafe, Connection, PgConnection, SqliteConnection};
use tokio::sync::{Barrier, OnceCell};

/// How many tasks race in a race test.
pub(crate) const RACERS: usize = 32;

static TEMPLATE: OnceCell<String> = OnceCell::const_new();

/// A store on a database of its own, which is removed at the end.
pub(crate) struct TestStore {
    store: Store,
    place: Place,
}

enum Place {
    Sqlite(tempfile::TempDir),
    Postgres { server: String, name: String },
}

impl Deref for TestStore {
    type Target = Store;

    fn deref(&self) -> &Store {
        &self.store
    }
}

impl TestStore {
    /// An empty database of the chosen kind.
    pub(crate) async fn open() -> Self {
        let place = Place::create().await;
        let store = Store::open(&place.url()).await.unwrap();
        Self { store, place }
    }

    /// An empty SQLite database, whatever was chosen.
    pub(crate) async fn open_sqlite() -> Self {
        let place = Place::Sqlite(tempfile::tempdir().unwrap());
        let store = Store::open(&place.url()).await.unwrap();
        Self { store, place }
    }

    /// Another store on the same database, as a second process has one.
    pub(crate) async fn second(&self) -> Store {
        Store::open(&self.place.url()).await.unwrap()
    }

    /// A handle that a task can own.
    pub(crate) fn handle(&self) -> Store {
        self.store.clone()
    }

    /// A plain connection past the store.
    pub(crate) async fn raw(&self) -> Raw {
        match &self.place {
            Place::Sqlite(_) => {
                Raw::Sqlite(SqliteConnection::connect(&self.place.url()).await.unwrap())
            }
            Place::Postgres { .. } => {
                Raw::Postgres(PgConnection::connect(&self.place.url()).await.unwrap())
            }
        }
    }
}

/// A connection that knows nothing of the store.
pub(crate) enum Raw {
    Sqlite(SqliteConnection),
    Postgres(PgConnection),
}

impl Place {
    async fn create() -> Self {
        static COUNTER: AtomicU64 = AtomicU64::new(0);
        match std::env::var("GANTRY_TEST_DATABASE").as_deref() {
            Err(_) | Ok("sqlite") => Self::Sqlite(tempfile::tempdir().unwrap()),
            Ok("postgres") => {
                let server = std::env::var("GANTRY_TEST_POSTGRES_URL").unwrap();
                let number = COUNTER.fetch_add(1, Ordering::SeqCst);
                let name = format!("gantry_test_{}_{number}", std::process::id());
                let template = TEMPLATE.get_or_init(|| template(&server)).await;
                on_server(
                    &server,
                    format!("CREATE DATABASE {name} TEMPLATE {template}"),
                )
                .await;
                // A deadlock is found after this long; the default of a second is for real loads.
                let sql = format!("ALTER DATABASE {name} SET deadlock_timeout = '20ms'");
                on_server(&server, sql).await;
                Self::Postgres { server, name }
            }
            Ok(other) => panic!("GANTRY_TEST_DATABASE is neither sqlite nor postgres: {other}"),
        }
    }

    fn url(&self) -> String {
        match self {
            Self::Sqlite(folder) => {
                format!("sqlite:{}", folder.path().join("gantry.db").display())
            }
            Self::Postgres { server, name } => beside(server, name),
        }
    }
}

/// A database with every table and nothing in them: copying it is quicker than making them.
async fn template(server: &str) -> String {
    let name = format!("gantry_test_{}_template", std::process::id());
    on_server(server, format!("CREATE DATABASE {name}")).await;
    let store = Store::open(&beside(server, &name)).await.unwrap();
    store.close().await;
    name
}

fn beside(server: &str, name: &str) -> String {
    let (start, _) = server.rsplit_once('/').unwrap();
    format!("{start}/{name}")
}

impl Drop for TestStore {
    fn drop(&mut self) {
        let Place::Postgres { server, name } = &self.place else {
            return;
        };
        let (server, sql) = (server.clone(), format!("DROP DATABASE {name} WITH (FORCE)"));
        let removal = std::thread::spawn(move || {
            tokio::runtime::Builder::new_current_thread()
                .enable_all()
                .build()
                .unwrap()
                .block_on(on_server(&server, sql));
        });
        // A database that stays behind goes with the throw-away cluster.
        let _ = removal.join();
    }
}

async fn on_server(server: &str, sql: String) {
    let options = PgConnectOptions::from_str(server).unwrap();
    let mut connection = PgConnection::connect_with(&options).await.unwrap();
    sqlx::raw_sql(AssertSqlSafe(sql))
        .execute(&mut connection)
        .await
        .unwrap();
}

/// Starts [`RACERS`] tasks at the same moment and returns what each came to.
pub(crate) async fn race<T, F, A>(attempt: A) -> Vec<T>
where
    T: Send + 'static,
    F: Future<Output = T> + Send + 'static,
    A: Fn(usize) -> F,
{
    let start = Arc::new(Barrier::new(RACERS));
    let tasks: Vec<_> = (0..RACERS)
        .map(|number| {
            let (start, attempt) = (start.clone(), attempt(number));
            tokio::spawn(async move {
                start.wait().await;
                attempt.await
            })
        })
        .collect();
    let mut results = Vec::new();
    for task in tasks {
        results.push(task.await.unwrap());
    }
    results
}

/// `write!(store, [argument, …], tx => call)`: the call's result, inside one write; the arguments
/// are cloned into it and are references there.
macro_rules! write {
    ($store:expr, [$($argument:ident),*], $tx:ident => $call:expr) => {
        $store
            .write(($($argument.clone(),)*), move |$tx, ($($argument,)*)| {
                Box::pin(async move { $call.await })
            })
            .await
    };
}

/// Like `write!`, for a write that succeeds.
macro_rules! written {
    ($store:expr, [$($argument:ident),*], $tx:ident => $call:expr) => {
        $crate::support::write!($store, [$($argument),*], $tx => $call).unwrap()
    };
}

/// `read!(store, conn => call)`: the call's value.
macro_rules! read {
    ($store:expr, $conn:ident => $call:expr) => {{
        let mut connection = $store.read().await.unwrap();
        let $conn = &mut connection;
        $call.await.unwrap()
    }};
}

pub(crate) use {read, write, written};
