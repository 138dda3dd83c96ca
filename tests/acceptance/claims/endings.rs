//! What ends a session, a code, an access token and a refresh token, and what does not.

use gantry_accounts::permissions::Administrator;
use gantry_core::Seconds;
use gantry_core::client::ClientSettings;
use gantry_core::password::Password;
use gantry_test_support::AuthorizeRequest;

use crate::calls::refusals;
use crate::held::{Held, Standing};

#[tokio::test]
async fn nothing_ends_by_itself_at_once() {
    let held = Held::new().await;

    let standing = held.standing().await;

    let good = "200".to_owned();
    let all = Standing {
        session: true,
        code: good.clone(),
        access: 200,
        refresh: good,
    };
    assert_eq!(standing, all);
}

#[tokio::test]
async fn disabling_a_person_ends_everything() {
    let held = Held::new().await;

    let by = Administrator::operator();
    held.app
        .accounts
        .set_disabled(&by, held.user.id, true)
        .await
        .unwrap();

    assert_eq!(
        held.standing().await,
        Standing::all_ended(false, "400 invalid_grant")
    );
}

#[tokio::test]
async fn enabling_a_person_again_brings_nothing_back() {
    let held = Held::new().await;
    let by = Administrator::operator();

    held.app
        .accounts
        .set_disabled(&by, held.user.id, true)
        .await
        .unwrap();
    held.app
        .accounts
        .set_disabled(&by, held.user.id, false)
        .await
        .unwrap();

    assert_eq!(
        held.standing().await,
        Standing::all_ended(false, "400 invalid_grant")
    );
}

#[tokio::test]
async fn deleting_a_person_ends_everything() {
    let held = Held::new().await;

    let by = Administrator::operator();
    held.app
        .accounts
        .delete_user(&by, held.user.id)
        .await
        .unwrap();

    assert_eq!(
        held.standing().await,
        Standing::all_ended(false, "400 invalid_grant")
    );
}

#[tokio::test]
async fn a_new_password_ends_everything() {
    let held = Held::new().await;
    let password = Password::chosen("another good password".to_owned()).unwrap();

    let by = Administrator::operator();
    held.app
        .accounts
        .set_password(&by, held.user.id, password)
        .await
        .unwrap();

    assert_eq!(
        held.standing().await,
        Standing::all_ended(false, "400 invalid_grant")
    );
}

#[tokio::test]
async fn ending_everything_does() {
    let held = Held::new().await;

    held.app
        .accounts
        .end_own_everything(held.user.id)
        .await
        .unwrap();

    assert_eq!(
        held.standing().await,
        Standing::all_ended(false, "400 invalid_grant")
    );
}

#[tokio::test]
async fn signing_out_ends_all_but_the_offline_refresh_token() {
    let held = Held::new().await;
    let session = held.app.accounts.sessions_of(held.user.id).await.unwrap()[0].id;

    assert!(
        held.app
            .accounts
            .end_own_session(held.user.id, session)
            .await
            .unwrap()
    );

    let standing = held.standing().await;
    let ended = Standing::all_ended(false, "400 invalid_grant");
    assert_eq!(
        standing,
        Standing {
            refresh: "200".to_owned(),
            ..ended
        }
    );
}

#[tokio::test]
async fn signing_out_ends_the_refresh_token_of_a_client_bound_to_the_session() {
    let held = Held::with(|settings| settings.bound_to_session = true).await;
    let session = held.app.accounts.sessions_of(held.user.id).await.unwrap()[0].id;

    assert!(
        held.app
            .accounts
            .end_own_session(held.user.id, session)
            .await
            .unwrap()
    );

    assert_eq!(
        held.standing().await,
        Standing::all_ended(false, "400 invalid_grant")
    );
}

/// So long that an access token outlives a session in which nothing happens.
fn a_day(settings: &mut ClientSettings) {
    settings.access_token_lifetime = Seconds::days(1);
}

#[tokio::test]
async fn a_session_that_ran_out_takes_its_access_tokens_along() {
    let held = Held::with(a_day).await;

    held.app.advance(Seconds::hours(13));

    let ended = Standing::all_ended(false, "400 invalid_grant");
    let offline = "200".to_owned();
    assert_eq!(
        held.standing().await,
        Standing {
            refresh: offline,
            ..ended
        }
    );
    assert!(
        refusals(&held.app)
            .await
            .contains(&"token_revoked".to_owned())
    );
}

#[tokio::test]
async fn a_session_that_ran_out_takes_a_bound_refresh_token_along() {
    let bound = |settings: &mut ClientSettings| settings.bound_to_session = true;
    let held = Held::with(bound).await;

    held.app.advance(Seconds::hours(13));

    assert_eq!(
        held.standing().await,
        Standing::all_ended(false, "400 invalid_grant")
    );
}

#[tokio::test]
async fn withdrawing_consent_ends_everything_of_that_client() {
    let held = Held::new().await;
    let client = held.wiki.client.id;

    held.app
        .accounts
        .withdraw_consent(held.user.id, client)
        .await
        .unwrap();

    assert_eq!(
        held.standing().await,
        Standing::all_ended(true, "400 invalid_grant")
    );
}

#[tokio::test]
async fn withdrawn_consent_is_asked_for_again_and_then_works() {
    let held = Held::new().await;
    let client = held.wiki.client.id;

    held.app
        .accounts
        .withdraw_consent(held.user.id, client)
        .await
        .unwrap();
    let request = AuthorizeRequest::legacy(&held.wiki);
    let page = held.visitor.walk(&request.path()).await.page();
    let allowed = held
        .visitor
        .submit(&page, "#consent-allow", &[("decision", "allow")])
        .await;
    let answer = held
        .app
        .redeem(&held.wiki, &allowed.parameter("code").unwrap())
        .await;

    assert_eq!(answer.status, 200, "{}", answer.body);
    let token = answer.json()["access_token"].as_str().unwrap().to_owned();
    assert_eq!(held.app.userinfo(&token).await.status, 200);
}

#[tokio::test]
async fn disabling_a_client_stops_its_tokens_and_leaves_the_session() {
    let held = Held::new().await;
    let client = held.wiki.client.id;

    held.app
        .accounts
        .set_client_disabled(&Administrator::operator(), client, true)
        .await
        .unwrap();

    assert_eq!(
        held.standing().await,
        Standing::all_ended(true, "401 invalid_client")
    );
}

#[tokio::test]
async fn removing_a_client_stops_its_tokens() {
    let held = Held::new().await;
    let client = held.wiki.client.id;

    held.app
        .accounts
        .remove_client(&Administrator::operator(), client)
        .await
        .unwrap();

    assert_eq!(
        held.standing().await,
        Standing::all_ended(true, "401 invalid_client")
    );
}

#[tokio::test]
async fn another_node_hears_of_an_ending_at_the_next_use() {
    let held = Held::new().await;
    let second = held.app.second_node().await;
    assert_eq!(second.userinfo(&held.access).await.status, 200);
    let client = held.wiki.client.id;

    held.app
        .accounts
        .set_client_disabled(&Administrator::operator(), client, true)
        .await
        .unwrap();

    assert_eq!(second.userinfo(&held.access).await.status, 401);
}
