//! Every end of a session is told: whoever ends it, and wherever.

use gantry_accounts::permissions::Administrator;
use gantry_core::Seconds;
use gantry_core::password::Password;
use gantry_test_support::{AuthorizeRequest, Landing, PASSWORD};

use crate::end_session::{id_token, silently};
use crate::logout_channels::Heard;

const BY: Administrator = Administrator::operator();

#[tokio::test]
async fn a_sign_out_here_is_told() {
    let here = Heard::signed_in().await;

    let question = here.visitor.walk("/logout").await.page();
    let landing = here
        .visitor
        .submit(&question, "#logout-yes", &[("decision", "yes")])
        .await;

    assert!(landing.page().text("#logged-out").is_some());
    assert_eq!(here.told().await, [here.sid()]);
}

#[tokio::test]
async fn a_session_that_the_person_ends_from_another_browser_is_told_and_no_other() {
    let here = Heard::signed_in().await;
    let second = here.app.visitor();
    id_token(&here.app, &second, &here.client, "alice").await;
    let sid = here.sid().parse().unwrap();

    let ended = here.app.accounts.end_own_session(here.alice.id, sid).await;

    assert!(ended.unwrap());
    assert_eq!(here.told().await, [here.sid()]);
    assert_eq!(silently(&second, &here.client).await, None);
}

#[tokio::test]
async fn signing_out_everywhere_else_is_told_for_every_other_session() {
    let here = Heard::signed_in().await;
    let second = here.app.visitor();
    id_token(&here.app, &second, &here.client, "alice").await;
    let third = here.app.visitor();
    id_token(&here.app, &third, &here.client, "alice").await;

    let kept = here.sid().parse().unwrap();
    let accounts = &here.app.accounts;
    accounts
        .end_other_sessions(here.alice.id, kept)
        .await
        .unwrap();

    let told = here.told().await;
    assert_eq!(told.len(), 2);
    assert!(!told.contains(&here.sid()));
}

#[tokio::test]
async fn an_administrators_end_of_everything_is_told() {
    let here = Heard::signed_in().await;

    let ended = here.app.accounts.end_everything(&BY, here.alice.id).await;

    ended.unwrap();
    assert_eq!(here.told().await, [here.sid()]);
}

#[tokio::test]
async fn a_person_who_is_shut_out_is_signed_out() {
    let here = Heard::signed_in().await;

    let disabled = here.app.accounts.set_disabled(&BY, here.alice.id, true);

    disabled.await.unwrap();
    assert_eq!(here.told().await, [here.sid()]);
}

#[tokio::test]
async fn a_person_who_is_deleted_is_signed_out() {
    let here = Heard::signed_in().await;

    let deleted = here.app.accounts.delete_user(&BY, here.alice.id).await;

    deleted.unwrap();
    assert_eq!(here.told().await, [here.sid()]);
}

#[tokio::test]
async fn a_new_password_set_by_an_administrator_is_told() {
    let here = Heard::signed_in().await;
    let password = Password::chosen("another good password".to_owned()).unwrap();

    let accounts = &here.app.accounts;
    let set = accounts.set_password(&BY, here.alice.id, password).await;

    set.unwrap();
    assert_eq!(here.told().await, [here.sid()]);
}

#[tokio::test]
async fn a_withdrawn_consent_is_told_though_the_session_goes_on() {
    let here = Heard::signed_in_with(|settings| settings.consent = true).await;

    let accounts = &here.app.accounts;
    let withdrawn = accounts.withdraw_consent(here.alice.id, here.client.client.id);

    withdrawn.await.unwrap();
    assert_eq!(here.told().await, [here.sid()]);
    assert_eq!(here.visitor.get("/apps").await.status, 200);
}

#[tokio::test]
async fn a_new_sign_in_in_the_same_browser_ends_the_former_session() {
    let here = Heard::signed_in().await;
    let request = AuthorizeRequest::legacy(&here.client);
    let again = request.with("prompt", "login").path();

    let login = here.visitor.walk(&again).await.page();
    let arrived = here.visitor.log_in_with(&login, "alice", PASSWORD).await;

    assert!(matches!(arrived, Landing::Client(_)), "{arrived:?}");
    assert_eq!(here.told().await, [here.sid()]);
}

#[tokio::test]
async fn an_application_that_is_switched_off_signs_everybody_out() {
    let here = Heard::signed_in().await;

    let accounts = &here.app.accounts;
    let off = accounts.set_client_disabled(&BY, here.client.client.id, true);

    off.await.unwrap();
    assert_eq!(here.told().await, [here.sid()]);
}

#[tokio::test]
async fn a_session_that_ran_out_idle_is_told_and_one_that_is_used_is_not() {
    let here = Heard::signed_in().await;
    let used = here.app.visitor();
    id_token(&here.app, &used, &here.client, "alice").await;
    let accounts = &here.app.accounts;

    here.app.advance(Seconds::hours(11));
    let early = accounts.end_what_ran_out().await.unwrap();
    assert_eq!(silently(&used, &here.client).await, None);
    here.app.advance(Seconds::hours(2));
    let late = accounts.end_what_ran_out().await.unwrap();
    let again = accounts.end_what_ran_out().await.unwrap();

    assert_eq!((early, late, again), (0, 2, 0));
    assert_eq!(here.told().await, [here.sid()]);
}

#[tokio::test]
async fn a_session_that_is_a_month_old_is_told_however_much_it_was_used() {
    let here = Heard::signed_in().await;
    let accounts = &here.app.accounts;
    for _ in 0..(30 * 24 / 11) {
        here.app.advance(Seconds::hours(11));
        accounts.end_what_ran_out().await.unwrap();
        assert_eq!(silently(&here.visitor, &here.client).await, None);
    }
    let before = here.told().await.len();

    here.app.advance(Seconds::hours(11));
    accounts.end_what_ran_out().await.unwrap();

    assert_eq!(before, 0);
    assert_eq!(here.told().await, [here.sid()]);
}
