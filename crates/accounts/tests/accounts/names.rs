//! A name that was used once is never given to somebody else.

use gantry_accounts::Refusal;
use gantry_accounts::users::{NewUser, UserChange};

use crate::support::{Installation, OPERATOR, new_user, refusal};

#[tokio::test]
async fn a_user_name_is_not_given_away_after_a_change() {
    let home = Installation::start().await;
    let alice = home.user("alice").await;
    let change = UserChange {
        username: Some("alicia".parse().unwrap()),
        ..UserChange::default()
    };
    home.accounts
        .change_user(&OPERATOR, alice.id, change)
        .await
        .unwrap();

    let taken = NewUser {
        email: None,
        ..new_user("Alice")
    };
    let refused = home.accounts.add_user(&OPERATOR, taken).await;

    assert_eq!(refusal(refused), Refusal::UsernameTaken);
}

#[tokio::test]
async fn a_person_may_have_an_old_name_back() {
    let home = Installation::start().await;
    let alice = home.user("alice").await;
    let to = |name: &str| UserChange {
        username: Some(name.parse().unwrap()),
        ..UserChange::default()
    };
    home.accounts
        .change_user(&OPERATOR, alice.id, to("alicia"))
        .await
        .unwrap();

    let back = home
        .accounts
        .change_user(&OPERATOR, alice.id, to("alice"))
        .await
        .unwrap();

    assert_eq!(back.username.as_str(), "alice");
}

#[tokio::test]
async fn names_are_not_given_away_after_a_deletion() {
    let home = Installation::start().await;
    let alice = home.user("alice").await;
    home.accounts
        .delete_user(&OPERATOR, alice.id)
        .await
        .unwrap();

    let same_name = NewUser {
        email: None,
        ..new_user("alice")
    };
    let same_address = NewUser {
        email: alice.email,
        ..new_user("bob")
    };
    let by_name = home.accounts.add_user(&OPERATOR, same_name).await;
    let by_address = home.accounts.add_user(&OPERATOR, same_address).await;

    assert_eq!(refusal(by_name), Refusal::UsernameTaken);
    assert_eq!(refusal(by_address), Refusal::EmailTaken);
}

#[tokio::test]
async fn a_refused_address_does_not_use_up_the_user_name() {
    let home = Installation::start().await;
    let alice = home.user("alice").await;
    let twin = NewUser {
        email: alice.email,
        ..new_user("bob")
    };
    assert_eq!(
        refusal(home.accounts.add_user(&OPERATOR, twin).await),
        Refusal::EmailTaken
    );

    let bob = home.accounts.add_user(&OPERATOR, new_user("bob")).await;

    assert!(bob.is_ok());
}

#[tokio::test]
async fn a_released_name_may_be_given_again() {
    let home = Installation::start().await;
    let alice = home.user("alice").await;
    home.accounts
        .delete_user(&OPERATOR, alice.id)
        .await
        .unwrap();
    home.accounts
        .release_name(&OPERATOR, "Alice")
        .await
        .unwrap();
    home.accounts
        .release_name(&OPERATOR, "alice@example.org")
        .await
        .unwrap();

    let again = home
        .accounts
        .add_user(&OPERATOR, new_user("alice"))
        .await
        .unwrap();

    assert_ne!(again.subject, alice.subject);
}

#[tokio::test]
async fn a_name_that_somebody_has_is_not_released() {
    let home = Installation::start().await;
    home.user("alice").await;

    let refused = home.accounts.release_name(&OPERATOR, "alice").await;

    assert_eq!(refusal(refused), Refusal::UsernameTaken);
}
