//! Fills a database with a crowd: so many people, a hundredth as many groups, and what people of a
//! busy place leave behind. `cargo run --release --example crowd -- sqlite:crowd.db 1000000`.
//!
//! Ids are made from numbers, so that whoever fills a database knows them.

mod filling;

use std::error::Error;

use gantry_store::Store;
use sqlx::sqlite::SqliteConnectOptions;
use sqlx::{AssertSqlSafe, ConnectOptions, Connection, PgConnection};

use crate::filling::{Dialect, Size, statements};

#[tokio::main]
async fn main() -> Result<(), Box<dyn Error>> {
    let mut arguments = std::env::args().skip(1);
    let (Some(url), Some(people)) = (arguments.next(), arguments.next()) else {
        return Err("usage: crowd DATABASE_URL PEOPLE [TOKENS OF EACH]".into());
    };
    let people: u64 = people.parse()?;
    let size = Size {
        people,
        // Enough for a page of them also in a small crowd.
        groups: (people / 100).max(100),
        tokens: arguments.next().map_or(Ok(10), |tokens| tokens.parse())?,
    };
    // The tables.
    Store::open(&url).await?.close().await;
    if url.starts_with("sqlite:") {
        let options: SqliteConnectOptions = url.parse()?;
        let mut connection = options.connect().await?;
        for sql in statements(Dialect::Sqlite, size) {
            sqlx::raw_sql(AssertSqlSafe(sql))
                .execute(&mut connection)
                .await?;
        }
        connection.close().await?;
    } else {
        let mut connection = PgConnection::connect(&url).await?;
        for sql in statements(Dialect::Postgres, size) {
            sqlx::raw_sql(AssertSqlSafe(sql))
                .execute(&mut connection)
                .await?;
        }
        connection.close().await?;
    }
    Ok(())
}
