//! Refresh tokens.

use gantry_core::Seconds;
use gantry_test_support::Answer;

use crate::bench::Case;
use crate::checks::discovery::lists;
use crate::checks::id_token::{self, Delivery};
use crate::checks::{json_error, token, userinfo};
use crate::flow::Done;
use crate::request::Request;

const SCOPE: &str = "openid offline_access";

/// `offline_access` is asked for with `prompt=consent`: Core §11.
/// <https://openid.net/specs/openid-connect-core-1_0.html#OfflineAccess>
pub(crate) fn request(case: &Case<'_>) -> Request {
    case.request()
        .with("scope", SCOPE)
        .with("prompt", "consent")
}

/// The refresh token of a sign-in.
pub(crate) fn token_of(done: &Done) -> &str {
    let tokens = done.tokens.as_ref().unwrap();
    tokens["refresh_token"].as_str().expect("a refresh token")
}

/// The fields of a refresh request.
pub(crate) const fn fields(refresh_token: &str) -> [(&str, &str); 3] {
    [
        ("grant_type", "refresh_token"),
        ("refresh_token", refresh_token),
        ("scope", SCOPE),
    ]
}

/// `oidcc-refresh-token` with a second client of the same variant.
pub(crate) async fn with_two_clients(case: &Case<'_>) {
    let other = case.bench.case(case.variant).await;

    refresh_token(case, &other).await;
}

/// `oidcc-refresh-token`: it works for its own client, and for no other.
pub(crate) async fn refresh_token(case: &Case<'_>, other: &Case<'_>) {
    let supported = lists(
        &case.bench.metadata,
        "grant_types_supported",
        "refresh_token",
    );
    assert!(supported);
    assert!(lists(
        &case.bench.metadata,
        "scopes_supported",
        "offline_access"
    ));

    for one in [case, other] {
        let done = one.complete(&request(one)).await;
        case.bench.app.advance(Seconds::new(1));
        let answer = one.token(&fields(token_of(&done))).await;
        check_renewed(one, &done, &answer).await;
    }
    let of_other = other.complete(&request(other)).await;
    let stolen = case.token(&fields(token_of(&of_other))).await;

    assert_eq!(stolen.status, 400, "{}", stolen.body);
    json_error(&stolen, &["invalid_grant"]);
}

/// Core §12.2: what a renewed ID token has in common with the first.
/// <https://openid.net/specs/openid-connect-core-1_0.html#RefreshTokenResponse>
pub(crate) async fn check_renewed(case: &Case<'_>, first: &Done, answer: &Answer) {
    let tokens = token::check(answer);
    let access_token = tokens["access_token"].as_str().unwrap();
    let before = first.id_token();
    assert_ne!(Some(access_token), first.access_token());
    let subject = &before["sub"];
    let claims = userinfo::plain(&case.userinfo(access_token).await);
    userinfo::check(claims, subject, case.now());
    let Some(text) = tokens["id_token"].as_str() else {
        return;
    };
    let delivery = Delivery {
        id_token: text,
        access_token: Some(access_token),
        ..Delivery::default()
    };
    let renewed = id_token::check(case, &case.request().without("nonce"), &delivery).await;
    for name in ["iss", "sub", "aud", "azp", "auth_time"] {
        assert_eq!(renewed.get(name), before.get(name), "{name}");
    }
    assert_ne!(renewed["iat"], before["iat"]);
}
