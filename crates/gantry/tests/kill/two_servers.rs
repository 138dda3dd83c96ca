//! Two servers on one database under a load of sign-ins: one is killed, keys change, and nobody who
//! signs in is turned away.

mod sign_ins;

use std::sync::Arc;

use gantry_test_support::TestDatabase;

use crate::process::Launch;
use crate::two_servers::sign_ins::{SignIn, SignIns, WORKERS, kids};

/// How many sign-ins are waited for before the next thing happens.
const SOME: usize = 40;

fn launch(
    name: &'static str,
    directory: &std::path::Path,
    database: &TestDatabase,
    public_url: Option<&str>,
) -> Launch {
    let mut variables = vec![
        ("GANTRY_LOG", "warn".to_owned()),
        ("GANTRY_SIGN_INS_PER_ADDRESS", "100000".to_owned()),
        ("GANTRY_REQUESTS_PER_ACCOUNT", "1000000".to_owned()),
    ];
    variables.extend(public_url.map(|url| ("GANTRY_PUBLIC_URL", url.to_owned())));
    Launch {
        name,
        directory: directory.to_path_buf(),
        database_url: database.url().to_owned(),
        variables,
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn of_two_servers_one_is_killed_and_keys_change_and_nobody_is_turned_away() {
    let database = TestDatabase::create().await;
    let directory = tempfile::tempdir().unwrap();
    let first = launch("one", directory.path(), &database, None);
    let second = launch("two", directory.path(), &database, Some(&first.url()));
    let mut one = first.start().await;
    let two = second.start().await;
    one.add_people();
    let urls = [one.url.clone(), second.url()];
    let load = Arc::new(SignIns::prepare(urls.clone(), directory.path()).await);
    let workers: Vec<_> = (0..WORKERS)
        .map(|number| tokio::spawn(Arc::clone(&load).work(number)))
        .collect();

    load.more(SOME).await;
    let before = kids(&urls).await;
    two.run(&["keys", "rotate"]);
    let planned = kids(&urls).await;
    load.more(SOME).await;

    one.kill();
    load.phase("one is dead");
    load.more(SOME).await;
    let one = first.start().await;
    load.phase("both again");
    load.more(SOME).await;

    one.run(&["keys", "rotate", "--now"]);
    load.phase("new keys");
    load.more(SOME).await;
    let after = kids(&urls).await;
    load.stop();
    for worker in workers {
        worker.await.unwrap();
    }

    assert_eq!((before.len(), planned.len(), after.len()), (2, 4, 2));
    assert!(before.iter().all(|kid| planned.contains(kid)));
    assert!(after.iter().all(|kid| !planned.contains(kid)));
    check(&load, &before, &after, &urls);
}

/// What every sign-in says, by the phase in which it began.
fn check(load: &SignIns, before: &[String], after: &[String], urls: &[String; 2]) {
    let done = load.done();
    let of =
        |phase: &str| -> Vec<&SignIn> { done.iter().filter(|one| one.phase == phase).collect() };
    for one in of("new keys") {
        assert!(after.contains(&one.kid), "{one:?}");
    }
    for one in of("both").iter().chain(&of("one is dead")) {
        assert!(before.contains(&one.kid), "{one:?}");
    }
    // Codes of the one are redeemed at the other, and each has signed with the new key.
    for phase in ["both", "both again", "new keys"] {
        for url in urls {
            let redeemed = |one: &&SignIn| one.redeemed_at == *url && one.code_from != *url;
            assert!(
                of(phase).into_iter().any(|one| redeemed(&one)),
                "{phase} {url}"
            );
        }
    }
    assert!(load.cut() <= WORKERS, "{} sign-ins were cut", load.cut());
}
