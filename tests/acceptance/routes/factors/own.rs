//! What a person does with the own factors: only with a proof of the last minutes. Row 9 of the
//! advisories: method, age, and the cookie.

use gantry_core::Seconds;
use gantry_test_support::{PASSWORD, Page, TestApp};

use super::{Armed, is_signed_in, prove, session_cookie};

const REMOVE: &str = "form[action$='/remove'] button";
const RENEW: &str = "form[action$='/recovery-codes'] button";

async fn page(armed: &Armed) -> Page {
    armed.visitor.walk("/account/factors").await.page()
}

#[tokio::test]
async fn a_factor_is_renamed_and_removed_and_its_codes_go_with_the_last_one() {
    let armed = Armed::new().await;
    let before = page(&armed).await;
    let rename = "form[action$='/rename'] button";

    let renamed = armed
        .visitor
        .submit(&before, rename, &[("name", "My <phone>")])
        .await
        .page();
    let removed = armed.visitor.submit(&renamed, REMOVE, &[]).await.page();

    assert!(
        renamed.body.contains("My &#60;phone&#62;"),
        "{}",
        renamed.body
    );
    assert!(
        removed.url.contains("done=factor-removed"),
        "{}",
        removed.url
    );
    let left = armed.app.accounts.factors_of(armed.user.id).await.unwrap();
    assert!(left.all.is_empty());
    assert_eq!(left.recovery_codes, 0);
}

#[tokio::test]
async fn an_old_proof_changes_nothing_until_it_is_made_again() {
    let armed = Armed::new().await;
    let before = page(&armed).await;
    armed.app.advance(Seconds::minutes(6));

    let mut asked = Vec::new();
    for act in [REMOVE, RENEW] {
        asked.push(armed.visitor.submit(&before, act, &[]).await.page());
    }
    asked.push(armed.visitor.walk("/account/factors/new").await.page());

    for asked in &asked {
        assert!(asked.url.contains("/login/step-up"), "{}", asked.url);
        assert!(
            asked.text("#password").is_none(),
            "a factor, not the password"
        );
    }
    let held = armed.app.accounts.factors_of(armed.user.id).await.unwrap();
    assert_eq!((held.all.len(), held.recovery_codes), (1, 10));
    let code = armed.phone.next_code(&armed.app);
    let back = prove(&armed.visitor, &asked[0], &code).await.page();
    let shown = armed.visitor.submit(&back, RENEW, &[]).await.page();
    assert!(shown.text("#recovery-codes").is_some(), "{}", shown.body);
}

#[tokio::test]
async fn a_password_is_not_enough_for_whoever_has_a_factor() {
    let armed = Armed::new().await;
    armed.app.advance(Seconds::minutes(6));
    let asked = armed.visitor.walk("/account/factors/new").await.page();

    let typed = [("password", PASSWORD), ("code", "")];
    let answered = armed
        .visitor
        .submit(&asked, "#factor-submit", &typed)
        .await
        .page();
    let asked = armed.visitor.walk("/account/factors/new").await.page();

    assert!(
        asked.url.contains("/login/step-up"),
        "{} {}",
        answered.url,
        asked.url
    );
}

#[tokio::test]
async fn without_a_factor_the_password_is_the_proof() {
    let app = TestApp::start().await;
    app.add_user("alice").await;
    let visitor = app.visitor();
    visitor.sign_in("alice").await;
    app.advance(Seconds::minutes(6));

    let asked = visitor.walk("/account/factors/new").await.page();
    let wrong = visitor
        .submit(&asked, "#factor-submit", &[("password", "no")])
        .await
        .page();
    let right = [("password", PASSWORD)];
    let offered = visitor
        .submit(&asked, "#factor-submit", &right)
        .await
        .page();

    assert!(asked.text("#password").is_some());
    assert_eq!(wrong.status, 422);
    assert!(
        offered.url.contains("/account/factors/new"),
        "{}",
        offered.url
    );
}

#[tokio::test]
async fn advisory_09_the_cookie_from_before_a_step_up_is_worth_nothing_after_it() {
    let armed = Armed::new().await;
    armed.app.advance(Seconds::minutes(6));
    let asked = armed.visitor.walk("/account/factors/new").await.page();
    let code = armed.phone.next_code(&armed.app);

    let answer = armed
        .visitor
        .submit_once(&asked, "#factor-submit", &[("code", &code)])
        .await;
    let fresh = session_cookie(&answer).unwrap();
    let ids = |cookie: &str| cookie.chars().take(21).collect::<String>();
    let forged = fresh.chars().rev().collect::<String>();
    let mut halves = ids(&fresh);
    halves.extend(forged.chars().take(fresh.len() - 21));
    let bob = armed.app.visitor();
    let sent = bob.http.get(bob.address("/account"));
    let forged = bob
        .send(sent.header("cookie", format!("gantry-session={halves}")))
        .await;

    assert!(is_signed_in(&armed.visitor).await);
    assert_ne!(forged.status, 200);
    let sessions = armed.app.accounts.sessions_of(armed.user.id).await.unwrap();
    assert_eq!(sessions.len(), 1, "the session is the same");
}
