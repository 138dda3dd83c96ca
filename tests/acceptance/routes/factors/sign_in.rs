//! A sign-in with a second factor.

use gantry_accounts::permissions::Administrator;
use gantry_core::Seconds;
use gantry_core::password::Password;
use gantry_test_support::PASSWORD;

use super::{Armed, is_signed_in, prove, with_password};

#[tokio::test]
async fn a_password_alone_opens_nothing_for_whoever_has_a_factor() {
    let armed = Armed::new().await;

    let (visitor, page) = armed.at_the_factor().await;
    let before = is_signed_in(&visitor).await;
    let wrong = prove(&visitor, &page, "000000").await.page();
    let still = is_signed_in(&visitor).await;
    let code = armed.phone.next_code(&armed.app);
    let right = prove(&visitor, &page, &code).await.page();

    assert!(!before && !still);
    assert_eq!(wrong.status, 422);
    assert!(right.url.ends_with("/apps"), "{}", right.url);
    assert!(is_signed_in(&visitor).await);
    let trail = armed.app.trail().await;
    assert!(
        trail.contains(&"factor_used wrong_factor".to_owned()),
        "{trail:?}"
    );
    assert!(trail.contains(&"factor_used ok".to_owned()));
}

#[tokio::test]
async fn nobody_else_is_asked_for_a_factor() {
    let armed = Armed::new().await;
    armed.app.add_user("bob").await;

    let (visitor, page) = with_password(&armed.app, "bob").await;

    assert!(page.url.ends_with("/apps"), "{}", page.url);
    assert!(is_signed_in(&visitor).await);
}

#[tokio::test]
async fn a_code_counts_once_in_whichever_browser() {
    let armed = Armed::new().await;
    let (first, page) = armed.at_the_factor().await;
    let (second, other) = armed.at_the_factor().await;
    let code = armed.phone.next_code(&armed.app);

    let entered = prove(&first, &page, &code).await.page();
    let replayed = prove(&second, &other, &code).await.page();

    assert_eq!(entered.status, 200);
    assert_eq!(replayed.status, 422);
    assert!(!is_signed_in(&second).await);
}

#[tokio::test]
async fn a_recovery_code_counts_once() {
    let armed = Armed::new().await;
    assert_eq!(armed.recovery_codes.len(), 10);
    let code = armed.recovery_codes[3].to_lowercase();
    let (first, page) = armed.at_the_factor().await;
    let (second, other) = armed.at_the_factor().await;

    let entered = prove(&first, &page, &code).await.page();
    let replayed = prove(&second, &other, &code).await.page();

    assert!(entered.url.ends_with("/apps"), "{}", entered.body);
    assert_eq!(replayed.status, 422);
    let left = armed.app.accounts.factors_of(armed.user.id).await.unwrap();
    assert_eq!(left.recovery_codes, 9);
}

#[tokio::test]
async fn a_new_password_ends_a_sign_in_that_waits_for_its_factor() {
    let armed = Armed::new().await;
    let (visitor, page) = armed.at_the_factor().await;

    let operator = Administrator::operator();
    let password = Password::presented("another horse battery".to_owned()).unwrap();
    let set = armed
        .app
        .accounts
        .set_password(&operator, armed.user.id, password);
    set.await.unwrap();
    let code = armed.phone.next_code(&armed.app);
    let late = prove(&visitor, &page, &code).await.page();

    assert!(late.url.ends_with("/login"), "{}", late.url);
    assert!(!is_signed_in(&visitor).await);
}

#[tokio::test]
async fn a_disabled_account_is_shut_at_the_factor_too() {
    let armed = Armed::new().await;
    let (visitor, page) = armed.at_the_factor().await;

    let operator = Administrator::operator();
    let disabled = armed
        .app
        .accounts
        .set_disabled(&operator, armed.user.id, true);
    disabled.await.unwrap();
    let code = armed.phone.next_code(&armed.app);
    let late = prove(&visitor, &page, &code).await.page();

    assert!(late.url.ends_with("/login"), "{}", late.url);
    assert!(!is_signed_in(&visitor).await);
}

#[tokio::test]
async fn who_takes_longer_than_ten_minutes_types_the_password_again() {
    let armed = Armed::new().await;
    let (visitor, page) = armed.at_the_factor().await;

    armed.app.advance(Seconds::minutes(11));
    let late = prove(&visitor, &page, &armed.phone.code(&armed.app))
        .await
        .page();
    let again = visitor.log_in_with(&late, "alice", PASSWORD).await.page();
    let entered = prove(&visitor, &again, &armed.phone.code(&armed.app))
        .await
        .page();

    assert!(late.url.ends_with("/login"), "{}", late.url);
    assert!(entered.url.ends_with("/apps"), "{}", entered.url);
}

#[tokio::test]
async fn the_helpdesk_takes_lost_factors_away_and_ends_every_session() {
    let armed = Armed::new().await;
    let operator = Administrator::operator().into();

    armed
        .app
        .accounts
        .reset_factors(&operator, armed.user.id)
        .await
        .unwrap();
    let ended = !is_signed_in(&armed.visitor).await;
    tokio::time::sleep(std::time::Duration::from_millis(2)).await;
    let (_, page) = with_password(&armed.app, "alice").await;

    assert!(ended);
    assert!(page.url.ends_with("/apps"), "{}", page.url);
}
