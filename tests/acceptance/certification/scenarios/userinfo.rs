//! The three ways to userinfo.

use gantry_test_support::Answer;

use crate::bench::Case;
use crate::checks::userinfo;
use crate::flow::Done;

async fn signed_in(case: &Case<'_>) -> (Done, String) {
    let done = case.complete(&case.request()).await;
    let token = done.access_token().expect("an access token").to_owned();
    (done, token)
}

fn check(case: &Case<'_>, done: &Done, answer: &Answer) {
    userinfo::check(userinfo::plain(answer), &done.claims()["sub"], case.now());
}

/// `oidcc-userinfo-get`.
pub(crate) async fn get(case: &Case<'_>) {
    let (done, token) = signed_in(case).await;

    check(case, &done, &case.userinfo(&token).await);
}

/// `oidcc-userinfo-post-header`.
pub(crate) async fn post_header(case: &Case<'_>) {
    let (done, token) = signed_in(case).await;

    check(case, &done, &case.userinfo_by_post(&token).await);
}

/// `oidcc-userinfo-post-body`.
pub(crate) async fn post_body(case: &Case<'_>) {
    let (done, token) = signed_in(case).await;

    check(case, &done, &case.userinfo_by_form(&token).await);
}
