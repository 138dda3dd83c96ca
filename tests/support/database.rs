//! A fresh database for one test: a SQLite file, or a database in the PostgreSQL of the run.

use std::env;
use std::sync::atomic::{AtomicU32, Ordering};

use gantry_store::Store;
use sqlx::{AssertSqlSafe, Connection, PgConnection};
use tempfile::TempDir;
use tokio::sync::OnceCell;

static NEXT: AtomicU32 = AtomicU32::new(0);
static TEMPLATE: OnceCell<String> = OnceCell::const_new();

/// A database that goes when the test ends.
#[derive(Debug)]
pub struct TestDatabase {
    url: String,
    _directory: Option<TempDir>,
}

impl TestDatabase {
    /// SQLite, unless `GANTRY_TEST_DATABASE=postgres`.
    pub async fn create() -> Self {
        match env::var("GANTRY_TEST_DATABASE").as_deref() {
            Ok("postgres") => Self::postgres().await,
            Ok("sqlite") | Err(_) => Self::sqlite(),
            Ok(other) => panic!("GANTRY_TEST_DATABASE is sqlite or postgres, not {other}"),
        }
    }

    fn sqlite() -> Self {
        let directory = TempDir::new().unwrap();
        let file = directory.path().join("gantry.db");
        Self {
            url: format!("sqlite:{}", file.display()),
            _directory: Some(directory),
        }
    }

    async fn postgres() -> Self {
        let server = env::var("GANTRY_TEST_POSTGRES_URL").expect("tests/run sets it");
        let template = TEMPLATE.get_or_init(|| template(&server)).await;
        let number = NEXT.fetch_add(1, Ordering::SeqCst);
        let name = format!("gantry_{}_{number}", std::process::id());
        create(&server, &format!("{name} TEMPLATE {template}")).await;
        Self {
            url: beside(&server, &name),
            _directory: None,
        }
    }

    /// For the server under test, or a second one.
    #[must_use]
    pub fn url(&self) -> &str {
        &self.url
    }

    /// Another store on the same database, as a second process has it.
    pub async fn open(&self) -> Store {
        Store::open(&self.url).await.unwrap()
    }
}

/// A database with every table and nothing in them: copying it is quicker than making them.
async fn template(server: &str) -> String {
    let name = format!("gantry_{}_template", std::process::id());
    create(server, &name).await;
    let store = Store::open(&beside(server, &name)).await.unwrap();
    store.close().await;
    name
}

async fn create(server: &str, database: &str) {
    let mut connection = PgConnection::connect(server).await.unwrap();
    let sql = AssertSqlSafe(format!("CREATE DATABASE {database}"));
    sqlx::query(sql).execute(&mut connection).await.unwrap();
    connection.close().await.unwrap();
}

fn beside(server: &str, database: &str) -> String {
    let base = server.rsplit_once('/').expect("a database name").0;
    format!("{base}/{database}")
}
