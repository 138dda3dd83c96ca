//! When a person is asked again, and when not.

use gantry_core::Seconds;

use crate::bench::{Case, random};
use crate::flow::Done;

/// A first sign-in, some seconds ago.
async fn signed_in(case: &Case<'_>) -> Done {
    let done = case.complete(&case.request()).await;
    case.bench.app.advance(Seconds::new(2));
    done
}

/// `oidcc-prompt-login`: the login page is really shown a second time.
pub(crate) async fn login(case: &Case<'_>) {
    let first = signed_in(case).await;

    let request = case.request().with("prompt", "login");
    let second = case.complete(&request).await;

    assert_eq!(second.shown.logins.len(), 1);
    assert_eq!(second.id_token()["sub"], first.id_token()["sub"]);
    assert!(second.auth_time() > first.auth_time());
}

/// `oidcc-prompt-none-not-logged-in`: an error, and no page.
pub(crate) async fn none_not_logged_in(case: &Case<'_>) {
    let request = case.request().with("prompt", "none");

    let walk = case.authorize(&request).await;

    assert!(walk.shown.is_empty());
    walk.answer().refused_with(&NOT_SIGNED_IN);
}

/// What `prompt=none` may answer: Core §3.1.2.6.
/// <https://openid.net/specs/openid-connect-core-1_0.html#AuthError>
pub(crate) const NOT_SIGNED_IN: [&str; 4] = [
    "login_required",
    "interaction_required",
    "consent_required",
    "account_selection_required",
];

/// `oidcc-prompt-none-logged-in`: the same person, and no page.
pub(crate) async fn none_logged_in(case: &Case<'_>) {
    let first = signed_in(case).await;

    let request = case.request().with("prompt", "none");
    let second = case.complete(&request).await;

    is_the_same_sign_in(&first, &second);
}

fn is_the_same_sign_in(first: &Done, second: &Done) {
    assert!(second.shown.is_empty());
    assert_eq!(second.id_token()["sub"], first.id_token()["sub"]);
    assert_eq!(second.auth_time(), first.auth_time());
}

/// `oidcc-max-age-1`: the login page is shown again, and the time says so.
pub(crate) async fn max_age_1(case: &Case<'_>) {
    let first = signed_in(case).await;

    let request = case.request().with("max_age", "1");
    let second = case.complete(&request).await;

    assert_eq!(second.shown.logins.len(), 1);
    let (before, after) = (first.auth_time(), second.auth_time());
    assert!(after.is_some() && after > before, "{before:?} {after:?}");
}

/// `oidcc-max-age-10000`: the time is there both times, and the same.
pub(crate) async fn max_age_10000(case: &Case<'_>) {
    let request = case.request().with("max_age", "15000");
    let first = case.complete(&request).await;
    case.bench.app.advance(Seconds::new(2));

    let request = case.request().with("max_age", "10000");
    let second = case.complete(&request).await;

    assert!(first.auth_time().is_some());
    is_the_same_sign_in(&first, &second);
}

/// `oidcc-id-token-hint`: who is meant is who is there.
pub(crate) async fn id_token_hint(case: &Case<'_>) {
    let first = signed_in(case).await;

    let request = case
        .request()
        .with("prompt", "none")
        .with("id_token_hint", first.id_token_text());
    let second = case.complete(&request).await;

    is_the_same_sign_in(&first, &second);
}

/// After a sign-out: `prompt=none` must fail.
pub(crate) async fn is_signed_out(case: &Case<'_>) {
    let request = case
        .request()
        .with("prompt", "none")
        .with("state", &random(128));

    let walk = case.authorize(&request).await;

    assert!(walk.shown.is_empty());
    walk.answer().refused_with(&NOT_SIGNED_IN);
}
