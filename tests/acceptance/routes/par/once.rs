//! A pushed request is answered once, however many browsers bring it.

use gantry_test_support::Landing;
use tokio::task::JoinSet;

use crate::par::Pushing;

#[tokio::test(flavor = "multi_thread")]
async fn of_16_browsers_that_bring_a_pushed_request_one_gets_a_code() {
    let here = Pushing::start().await;
    let uri = here.pushed().await;

    let mut walks = JoinSet::new();
    for _ in 0..16 {
        let (visitor, path) = (here.visitor.clone(), here.path(&uri));
        walks.spawn(async move { visitor.walk(&path).await });
    }
    let landings = walks.join_all().await;

    let mut codes = 0;
    for landing in landings {
        match landing {
            Landing::Client(url) => codes += usize::from(url.as_str().contains("code=")),
            Landing::Page(page) => assert!(page.problem().is_some(), "{}", page.body),
        }
    }
    assert_eq!(codes, 1);
}

#[tokio::test]
async fn of_two_browsers_that_sign_in_for_a_pushed_request_one_gets_a_code() {
    let here = Pushing::start().await;
    let uri = here.pushed().await;
    let (first, second) = (here.app.visitor(), here.app.visitor());
    let page_of_first = first.walk(&here.path(&uri)).await.page();
    let page_of_second = second.walk(&here.path(&uri)).await.page();

    let winner = first.log_in(&page_of_first, "alice").await;
    let loser = second.log_in(&page_of_second, "alice").await;

    assert!(winner.parameter("code").is_some());
    assert_eq!(loser.page().problem().as_deref(), Some("request_unknown"));
}
