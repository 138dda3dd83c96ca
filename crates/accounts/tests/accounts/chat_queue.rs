//! What acts here ask of a connected workspace, in the write of the act itself.

use gantry_accounts::sign_in::{Attempt, SignIn};
use gantry_accounts::users::UserChange;

use crate::chat_support::Chat;
use crate::support::{OPERATOR, PASSWORD, attempt, password, refusal};

/// What waits after everything of a person ended: the button's and the link's are one.
const EVERYTHING: [&str; 2] = ["end_all", "end_session"];

#[tokio::test]
async fn signing_out_ends_the_token_that_was_given() {
    let chat = Chat::connected().await;
    let accounts = &chat.home.accounts;

    accounts.end_session(&chat.session).await.unwrap();
    accounts.end_session(&chat.session).await.unwrap();

    assert_eq!(chat.asked().await, ["end_session"]);
    assert!(!chat.is_in(&chat.session).await && chat.is_in(&chat.button).await);
}

#[tokio::test]
async fn signing_out_where_the_button_was_used_ends_everything_there() {
    let chat = Chat::connected().await;

    chat.home.accounts.end_session(&chat.button).await.unwrap();

    assert_eq!(chat.asked().await, ["end_all"]);
    assert!(chat.is_in(&chat.session).await);
}

#[tokio::test]
async fn a_session_that_never_entered_asks_for_nothing() {
    let chat = Chat::connected().await;
    let other = chat.another_session().await;

    chat.home.accounts.end_session(&other).await.unwrap();

    assert!(chat.asked().await.is_empty());
}

#[tokio::test]
async fn ending_a_session_of_ones_own_ends_its_token() {
    let chat = Chat::connected().await;
    let bob = chat.home.user("bob").await.id;
    let (accounts, session) = (&chat.home.accounts, chat.session.id);

    accounts.end_own_session(bob, session).await.unwrap();
    let by_another = chat.asked().await;
    accounts
        .end_own_session(chat.alice.id, session)
        .await
        .unwrap();

    assert!(by_another.is_empty());
    assert_eq!(chat.asked().await, ["end_session"]);
}

#[tokio::test]
async fn signing_out_everywhere_else_keeps_the_present_session_there() {
    let chat = Chat::connected().await;
    let (accounts, alice) = (&chat.home.accounts, chat.alice.id);
    let kept = chat.another_session().await;
    chat.enter(&kept, false).await;

    accounts.end_other_sessions(alice, kept.id).await.unwrap();

    assert_eq!(chat.asked().await, EVERYTHING);
    assert!(chat.is_in(&kept).await);
    assert!(!chat.is_in(&chat.session).await && !chat.is_in(&chat.button).await);
}

#[tokio::test]
async fn a_new_sign_in_in_the_same_browser_ends_the_former_token() {
    let chat = Chat::connected().await;
    let again = Attempt {
        former_session: Some(chat.session.id),
        ..attempt("alice", PASSWORD, "192.0.2.1")
    };

    let done = chat.home.accounts.sign_in(again).await.unwrap();

    assert!(matches!(done, SignIn::Done(_)));
    assert_eq!(chat.asked().await, ["end_session"]);
    assert!(chat.is_in(&chat.button).await);
}

#[tokio::test]
async fn a_new_password_ends_everything() {
    let chat = Chat::connected().await;
    let new = password("a new sentence to sign in");

    let set = chat
        .home
        .accounts
        .set_password(&OPERATOR, chat.alice.id, new);
    set.await.unwrap();

    assert_eq!(chat.asked().await, EVERYTHING);
}

#[tokio::test]
async fn a_password_changed_by_its_owner_ends_everything() {
    let chat = Chat::connected().await;
    let (old, new) = (password(PASSWORD), password("a new sentence to sign in"));

    let changed = chat
        .home
        .accounts
        .change_own_password(chat.alice.id, old, new);
    changed.await.unwrap();

    assert_eq!(chat.asked().await, EVERYTHING);
}

#[tokio::test]
async fn a_wrong_current_password_ends_nothing() {
    let chat = Chat::connected().await;
    let (old, new) = (password("not this one"), password("a new sentence"));

    let changed = chat
        .home
        .accounts
        .change_own_password(chat.alice.id, old, new);
    refusal(changed.await);

    assert!(chat.asked().await.is_empty());
}

#[tokio::test]
async fn ending_everything_ends_everything_there() {
    let chat = Chat::connected().await;

    let ended = chat.home.accounts.end_everything(&OPERATOR, chat.alice.id);
    ended.await.unwrap();

    assert_eq!(chat.asked().await, EVERYTHING);
}

#[tokio::test]
async fn who_is_shut_out_is_signed_out_and_the_account_follows_both_ways() {
    let chat = Chat::connected().await;
    let (accounts, alice) = (&chat.home.accounts, chat.alice.id);

    accounts.set_disabled(&OPERATOR, alice, true).await.unwrap();
    let shut = chat.asked().await;
    accounts
        .set_disabled(&OPERATOR, alice, false)
        .await
        .unwrap();
    let open = chat.asked().await;

    assert_eq!(shut, ["account", "end_all", "end_session"]);
    assert_eq!(open, shut);
    assert!(!chat.is_in(&chat.session).await);
}

#[tokio::test]
async fn letting_in_asks_for_the_account_alone_and_only_once() {
    let chat = Chat::connected().await;
    let (accounts, alice) = (&chat.home.accounts, chat.alice.id);
    accounts.set_disabled(&OPERATOR, alice, true).await.unwrap();
    chat.done().await;

    accounts
        .set_disabled(&OPERATOR, alice, false)
        .await
        .unwrap();
    let asked = chat.done().await;
    accounts
        .set_disabled(&OPERATOR, alice, false)
        .await
        .unwrap();

    assert_eq!(asked, ["account"]);
    assert!(chat.asked().await.is_empty());
}

#[tokio::test]
async fn a_deleted_person_leaves_the_end_of_everything_and_the_account() {
    let chat = Chat::connected().await;

    let deleted = chat.home.accounts.delete_user(&OPERATOR, chat.alice.id);
    deleted.await.unwrap();

    assert_eq!(chat.asked().await, ["account", "end_all", "end_session"]);
    assert!(!chat.is_in(&chat.session).await && !chat.is_in(&chat.button).await);
}

#[tokio::test]
async fn a_workspace_that_is_not_connected_is_asked_for_the_end_of_tokens_alone() {
    let chat = Chat::disconnected().await;
    let (accounts, alice) = (&chat.home.accounts, chat.alice.id);
    let staff = chat.staff().await;
    let other = chat.another_session().await.id;
    let change = UserChange {
        name: Some("Alice Liddell".parse().unwrap()),
        ..UserChange::default()
    };

    accounts.end_session(&chat.session).await.unwrap();
    accounts.end_other_sessions(alice, other).await.unwrap();
    accounts.end_own_session(alice, other).await.unwrap();
    accounts
        .change_user(&OPERATOR, alice, change)
        .await
        .unwrap();
    accounts.add_member(&OPERATOR, staff, alice).await.unwrap();
    accounts.delete_group(&OPERATOR, staff).await.unwrap();
    let new = password("a new sentence to sign in");
    accounts.set_password(&OPERATOR, alice, new).await.unwrap();
    accounts.set_disabled(&OPERATOR, alice, true).await.unwrap();
    accounts
        .set_disabled(&OPERATOR, alice, false)
        .await
        .unwrap();
    accounts.delete_user(&OPERATOR, alice).await.unwrap();

    assert_eq!(chat.asked().await, ["end_session"]);
    assert!(!chat.is_in(&chat.session).await && !chat.is_in(&chat.button).await);
}
