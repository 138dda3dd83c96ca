//! `kill -9` in the middle of a load: what was acknowledged is there afterwards.

#![expect(
    clippy::expect_used,
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::panic,
    reason = "tests stop at the first surprise"
)]

mod load;
mod logouts;
mod process;
mod queue;
mod restores;
mod two_servers;

use std::sync::Arc;

use aws_lc_rs::digest::{SHA256, digest};
use gantry_core::authorization::{AccessToken, Code};
use gantry_core::slug::Slug;
use gantry_core::token::Token;
use gantry_store::sessions::SessionLimits;
use gantry_store::{Store, access_tokens, clients, codes, users};
use gantry_test_support::TestDatabase;

use crate::load::{Acknowledged, Load};
use crate::process::Process;

const KILLS: u32 = 30;

#[tokio::test(flavor = "multi_thread")]
async fn nothing_that_was_acknowledged_is_lost_to_kill_nine() {
    let database = Arc::new(TestDatabase::create().await);
    let directory = tempfile::tempdir().unwrap();
    let seed = std::env::var("GANTRY_TEST_SEED").unwrap_or_else(|_| std::process::id().to_string());
    println!("GANTRY_TEST_SEED={seed}");
    let first = Process::start(directory.path(), database.url()).await;
    first.add_people();
    let load = Load::prepare(&first, directory.path()).await;
    drop(first);

    let mut lost = Vec::new();
    let mut checked = 0;
    for round in 0..KILLS {
        let process = Process::start(directory.path(), database.url()).await;
        let acknowledged = load
            .run_until_killed(process, point(&seed, round), round)
            .await;
        checked += acknowledged.count();
        lost.extend(missing(&database.open().await, &acknowledged).await);
    }

    assert_eq!(
        lost,
        Vec::<String>::new(),
        "of {checked} acknowledged, seed {seed}"
    );
    assert!(
        checked > usize::try_from(KILLS).unwrap(),
        "the load did nothing: {checked}"
    );
}

/// After how many acknowledgements the process is killed: 1 to 40.
fn point(seed: &str, round: u32) -> usize {
    let block = digest(&SHA256, format!("{seed} {round}").as_bytes());
    1 + usize::from(block.as_ref()[0] % 40)
}

async fn missing(store: &Store, acknowledged: &Acknowledged) -> Vec<String> {
    let mut conn = store.read().await.unwrap();
    let ever = gantry_core::Timestamp::from_i64(0);
    let limits = SessionLimits {
        created_after: ever,
        seen_after: ever,
    };
    let mut lost = Vec::new();
    for (code, token) in &acknowledged.sign_ins {
        let token = Token::<AccessToken>::parse(token).unwrap();
        let found = access_tokens::find(&mut conn, token.id(), limits)
            .await
            .unwrap();
        if !found.is_some_and(|found| found.stands && found.digest.matches(&token.digest())) {
            lost.push(format!("access token {}", token.id()));
        }
        let code = Token::<Code>::parse(code).unwrap();
        let found = codes::find(&mut conn, code.id()).await.unwrap();
        if !found.is_some_and(|found| found.redeemed) {
            lost.push(format!("redeemed code {}", code.id()));
        }
    }
    for name in &acknowledged.users {
        if users::by_username(&mut conn, &name.parse().unwrap())
            .await
            .unwrap()
            .is_none()
        {
            lost.push(format!("user {name}"));
        }
    }
    for name in &acknowledged.clients {
        if clients::by_slug(&mut conn, &Slug::from_name(name))
            .await
            .unwrap()
            .is_none()
        {
            lost.push(format!("client {name}"));
        }
    }
    drop(conn);
    store.close().await;
    lost
}
