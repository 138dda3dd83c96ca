//! Row 9 of the advisories: method, age and cookie of a proof. One cell of the table opens what asks
//! for a proof of the last minutes; every other leads to a page that asks for it.

use gantry_core::Seconds;
use gantry_test_support::{PASSWORD, Page, TestApp, Visitor};

use super::passkeys::Keyed;
use super::{Armed, session_cookie};

/// What a request with a cookie and no other is answered.
async fn answer(app: &TestApp, cookie: &str) -> Page {
    let bare = app.visitor();
    let request = bare.http.get(bare.address("/account/factors/new"));
    let request = request.header("cookie", format!("gantry-session={cookie}"));
    bare.send(request).await
}

/// What the answer is: `in`, or where it leads.
async fn outcome(app: &TestApp, cookie: &str) -> String {
    let page = answer(app, cookie).await;
    if page.status == 200 && page.text("#totp-seed").is_some() {
        return "in".to_owned();
    }
    assert!(
        page.status.is_redirection(),
        "{} {}",
        page.status,
        page.body
    );
    let to = page.location();
    to.split('?').next().unwrap().to_owned()
}

/// The id of one cookie with the secret of another.
fn spliced(own: &str, other: &str) -> String {
    let half = own.len() / 3 + 1;
    format!("{}{}", &own[..half], &other[half..])
}

/// Each cookie once more when the proof is six minutes old.
async fn old(app: &TestApp, own: &str, former: &str) -> Vec<(&'static str, String)> {
    let stranger = app.visitor();
    let login = stranger.walk("/login").await.page();
    let typed = [("username", "mallory"), ("password", PASSWORD)];
    let answer = stranger.submit_once(&login, "#login-submit", &typed).await;
    let other = session_cookie(&answer).unwrap();
    app.advance(Seconds::minutes(6));
    let mut told = Vec::new();
    for (name, cookie) in [
        ("own", own.to_owned()),
        ("former", former.to_owned()),
        ("spliced", spliced(own, &other)),
        ("another's", other),
    ] {
        told.push((name, outcome(app, &cookie).await));
    }
    told
}

/// The step-up page, answered; the cookie that came of it.
async fn step_up(visitor: &Visitor, selector: &str, typed: &[(&str, &str)]) -> Option<String> {
    let page = visitor.walk("/login/step-up?next=/account").await.page();
    let answer = visitor.submit_once(&page, selector, typed).await;
    session_cookie(&answer)
}

/// Checks a row for a method that counts: only the own cookie, and only while it is young.
async fn check(app: &TestApp, method: &str, (own, former): (&str, &str)) {
    let young = [
        outcome(app, own).await,
        outcome(app, former).await,
        outcome(app, &spliced(own, former)).await,
    ];
    assert_eq!(young, ["in", "/login", "/login"], "{method}");
    for (cookie, old) in old(app, own, former).await {
        let expected = match cookie {
            "own" | "another's" => "/login/step-up",
            _ => "/login",
        };
        assert_eq!(old, expected, "{method} {cookie}");
    }
}

#[tokio::test]
async fn advisory_09_only_the_session_that_was_proven_lately_changes_factors() {
    let armed = Armed::new().await;
    let app = &armed.app;
    app.add_user("mallory").await;
    let visitor = &armed.visitor;
    for method in ["totp", "recovery code"] {
        app.advance(Seconds::minutes(6));
        let code = armed.phone.next_code(app);
        let former = step_up(visitor, "#factor-submit", &[("code", &code)]).await;
        let code = match method {
            "totp" => armed.phone.next_code(app),
            _ => armed.recovery_codes[0].clone(),
        };
        let own = step_up(visitor, "#factor-submit", &[("code", &code)]).await;

        check(app, method, (&own.unwrap(), &former.unwrap())).await;
    }
}

#[tokio::test]
async fn advisory_09_a_passkey_counts_for_its_own_session_only() {
    let mut keyed = Keyed::new().await;
    keyed.app.add_user("mallory").await;
    let mut cookies = Vec::new();
    for _ in 0..2 {
        let page = keyed.visitor.walk("/login/step-up?next=/account").await;
        let page = page.page();
        let options = page.attribute("form[data-passkey=get]", "data-options");
        let origin = keyed.app.url.clone();
        let answer = keyed.answer(&options.unwrap(), &origin);
        let typed = [("answer", answer.as_str())];
        let sent = keyed.visitor.submit_once(&page, "#factor-passkey", &typed);
        cookies.push(session_cookie(&sent.await).unwrap());
    }

    check(&keyed.app, "passkey", (&cookies[1], &cookies[0])).await;
}

#[tokio::test]
async fn advisory_09_a_password_counts_only_for_whoever_has_nothing_else() {
    let armed = Armed::new().await;
    let app = &armed.app;
    app.add_user("mallory").await;
    app.add_user("bob").await;
    app.advance(Seconds::minutes(6));
    let typed = [("password", PASSWORD), ("code", "")];

    let with_factor = step_up(&armed.visitor, "#factor-submit", &typed).await;
    let bob = app.visitor();
    bob.sign_in("bob").await;
    app.advance(Seconds::minutes(6));
    let right = [("password", PASSWORD)];
    let former = step_up(&bob, "#factor-submit", &right).await.unwrap();
    let own = step_up(&bob, "#factor-submit", &right).await.unwrap();

    assert_eq!(with_factor, None);
    check(app, "password", (&own, &former)).await;
}
