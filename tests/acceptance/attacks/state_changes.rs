//! The state-change matrix: what an act leaves standing of everything that was handed out.
//!
//! A person is signed in once and has been let into three applications: one whose refresh tokens are
//! for offline use, one whose refresh tokens are bound to the session, and one with JWTs for
//! access tokens. Another, behind the first, has exchanged the first one's access token. Each act is done once, then everything is tried once.

mod held;

use gantry_accounts::permissions::Administrator;
use gantry_core::Seconds;
use gantry_core::password::Password;

use crate::state_changes::held::{Held, Standing};

/// Nothing happened.
const STANDS: Standing = Standing {
    session: true,
    code: "200",
    access: true,
    introspected: true,
    offline: "200",
    bound: "200",
};

/// Nothing is left, and the client is told that its grants are not good.
const ALL_ENDED: Standing = Standing {
    session: false,
    code: "400 invalid_grant",
    access: false,
    introspected: false,
    offline: "400 invalid_grant",
    bound: "400 invalid_grant",
};

/// The session is over; only what was granted for offline use stands.
const SIGNED_OUT: Standing = Standing {
    offline: "200",
    ..ALL_ENDED
};

#[tokio::test]
async fn advisory_08_without_an_act_everything_stands() {
    Held::new().await.expect(&STANDS).await;
}

#[tokio::test]
async fn advisory_08_disabling_ends_everything() {
    let held = Held::new().await;
    let by = Administrator::operator();
    let disabled = held.app.accounts.set_disabled(&by, held.user.id, true);
    disabled.await.unwrap();

    held.expect(&ALL_ENDED).await;
}

#[tokio::test]
async fn advisory_08_deleting_ends_everything() {
    let held = Held::new().await;
    let by = Administrator::operator();
    held.app
        .accounts
        .delete_user(&by, held.user.id)
        .await
        .unwrap();

    held.expect(&ALL_ENDED).await;
}

#[tokio::test]
async fn advisory_08_a_password_reset_ends_everything() {
    let held = Held::new().await;
    let password = Password::chosen("another good password".to_owned()).unwrap();
    let by = Administrator::operator();
    let reset = held.app.accounts.set_password(&by, held.user.id, password);
    reset.await.unwrap();

    held.expect(&ALL_ENDED).await;
}

#[tokio::test]
async fn advisory_08_end_everything_ends_everything() {
    let held = Held::new().await;
    let by = Administrator::operator();
    held.app
        .accounts
        .end_everything(&by, held.user.id)
        .await
        .unwrap();

    held.expect(&ALL_ENDED).await;
}

#[tokio::test]
async fn advisory_08_withdrawing_consent_ends_all_but_the_session() {
    let held = Held::new().await;
    for client in held.clients() {
        let withdrawn = held.app.accounts.withdraw_consent(held.user.id, client);
        withdrawn.await.unwrap();
    }

    let expected = Standing {
        session: true,
        ..ALL_ENDED
    };
    held.expect(&expected).await;
}

#[tokio::test]
async fn advisory_08_ending_the_session_leaves_what_is_for_offline_use() {
    let held = Held::new().await;
    let sessions = held.app.accounts.sessions_of(held.user.id).await.unwrap();
    for session in sessions {
        let ended = held.app.accounts.end_own_session(held.user.id, session.id);
        assert!(ended.await.unwrap());
    }

    held.expect(&SIGNED_OUT).await;
}

#[tokio::test]
async fn advisory_08_signing_out_leaves_what_is_for_offline_use() {
    let held = Held::new().await;
    let page = held.visitor.get("/logout").await;
    held.visitor
        .submit_once(&page, "#logout-yes", &[("decision", "yes")])
        .await;

    held.expect(&SIGNED_OUT).await;
}

#[tokio::test]
async fn advisory_08_a_session_that_ran_out_leaves_what_is_for_offline_use() {
    let held = Held::new().await;
    held.app.advance(Seconds::hours(13));

    held.expect(&SIGNED_OUT).await;
}

#[tokio::test]
async fn advisory_08_disabling_the_clients_ends_all_but_the_session() {
    let held = Held::new().await;
    let by = Administrator::operator();
    for client in held.clients() {
        let disabled = held.app.accounts.set_client_disabled(&by, client, true);
        disabled.await.unwrap();
    }

    let refused = "401 invalid_client";
    let expected = Standing {
        session: true,
        code: refused,
        access: false,
        introspected: false,
        offline: refused,
        bound: refused,
    };
    held.expect(&expected).await;
}

#[tokio::test]
async fn advisory_08_removing_the_clients_ends_all_but_the_session() {
    let held = Held::new().await;
    let by = Administrator::operator();
    for client in held.clients() {
        let removed = held.app.accounts.remove_client(&by, client);
        removed.await.unwrap();
    }

    let refused = "401 invalid_client";
    let expected = Standing {
        session: true,
        code: refused,
        offline: refused,
        bound: refused,
        ..ALL_ENDED
    };
    held.expect(&expected).await;
}

#[tokio::test]
async fn advisory_08_losing_the_group_ends_all_but_the_session() {
    let held = Held::new().await;
    held.close().await;

    let expected = Standing {
        session: true,
        ..ALL_ENDED
    };
    held.expect(&expected).await;
}

#[tokio::test]
async fn advisory_08_removing_the_secret_stops_what_needs_it_and_nothing_else() {
    let held = Held::new().await;
    held.remove_secrets().await;

    let refused = "401 invalid_client";
    let expected = Standing {
        code: refused,
        introspected: false,
        offline: refused,
        bound: refused,
        ..STANDS
    };
    held.expect(&expected).await;
}
