//! Passwords and what a new one ends.

use gantry_accounts::Refusal;
use gantry_accounts::users::{BreachedPasswords, NewUser, PasswordFlaw};
use gantry_core::methods::Methods;
use gantry_core::session::Session;
use gantry_core::token::Token;
use gantry_core::user::UserId;
use gantry_store::sessions;

use crate::support::{Installation, OPERATOR, new_user, password, refusal};

/// Begins a session and returns its cookie.
async fn session(home: &Installation, user_id: UserId) -> String {
    let env = home.accounts.env();
    let token = Token::<Session>::generate(env);
    let now = env.now();
    let session = Session {
        id: token.id(),
        user_id,
        authenticated_at: now,
        created_at: now,
        last_seen_at: now,
        methods: Methods::default(),
        factor_at: None,
        address: String::new(),
        device: "test".to_owned(),
    };
    let cookie = token.encode().expose().to_owned();
    home.accounts
        .store()
        .write_one((session, token.digest()), |tx, (session, digest)| {
            Box::pin(sessions::insert(tx, session, *digest))
        })
        .await
        .unwrap();
    cookie
}

async fn alice(home: &Installation) -> UserId {
    let new = NewUser {
        password: Some(password("the first one")),
        ..new_user("alice")
    };
    home.accounts.add_user(&OPERATOR, new).await.unwrap().id
}

#[tokio::test]
async fn a_changed_password_ends_sessions_and_lets_a_new_one_begin() {
    let home = Installation::start().await;
    let alice = alice(&home).await;
    let old = session(&home, alice).await;

    let current = password("the first one");
    home.accounts
        .change_own_password(alice, current, password("the second one"))
        .await
        .unwrap();
    let new = session(&home, alice).await;

    assert!(home.accounts.session(&old).await.unwrap().is_none());
    assert!(home.accounts.session(&new).await.unwrap().is_some());
}

#[tokio::test]
async fn the_current_password_is_asked_for() {
    let home = Installation::start().await;
    let alice = alice(&home).await;
    let kept = session(&home, alice).await;

    let wrong = password("not the first one");
    let refused = home
        .accounts
        .change_own_password(alice, wrong, password("the second one"))
        .await;

    assert_eq!(refusal(refused), Refusal::WrongPassword);
    assert!(home.accounts.session(&kept).await.unwrap().is_some());
}

#[tokio::test]
async fn an_administrator_sets_a_password_and_ends_everything() {
    let home = Installation::start().await;
    let alice = alice(&home).await;
    let old = session(&home, alice).await;

    home.accounts
        .set_password(&OPERATOR, alice, password("the second one"))
        .await
        .unwrap();

    assert!(home.accounts.session(&old).await.unwrap().is_none());
}

#[tokio::test]
async fn a_session_does_not_come_back_when_the_person_is_let_in_again() {
    let home = Installation::start().await;
    home.admin("root").await;
    let alice = alice(&home).await;
    let old = session(&home, alice).await;

    home.accounts
        .set_disabled(&OPERATOR, alice, true)
        .await
        .unwrap();
    home.accounts
        .set_disabled(&OPERATOR, alice, false)
        .await
        .unwrap();

    assert!(home.accounts.session(&old).await.unwrap().is_none());
}

#[tokio::test]
async fn guessing_the_current_password_slows_down() {
    let home = Installation::start().await;
    let alice = alice(&home).await;

    let mut refusals = Vec::new();
    for _ in 0..7 {
        let (wrong, new) = (password("not the password"), password("the second one"));
        let guessed = home.accounts.change_own_password(alice, wrong, new).await;
        refusals.push(refusal(guessed).code());
    }

    assert_eq!(refusals[..5], ["wrong_password"; 5]);
    assert_eq!(refusals[6], "too_many_attempts");
    let noted = home.trail().await;
    assert_eq!(noted.last().unwrap(), "password_set too_many_attempts: ");
}

#[tokio::test]
async fn a_password_from_the_list_of_breached_ones_is_refused_everywhere() {
    let home = Installation::start().await;
    let alice = alice(&home).await;
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("breached.txt");
    let leaked = password("seven grey herons");
    let list = format!("{}:3\r\n", leaked.breach_digest());
    std::fs::write(&path, list).unwrap();
    let accounts = home
        .accounts
        .clone()
        .with_breached_passwords(BreachedPasswords::open(&path).unwrap());

    let set = accounts
        .set_password(&OPERATOR, alice, leaked.clone())
        .await;
    let new = NewUser {
        password: Some(leaked.clone()),
        ..new_user("bob")
    };
    let added = accounts.add_user(&OPERATOR, new).await;
    std::fs::remove_file(&path).unwrap();
    let later = accounts.set_password(&OPERATOR, alice, leaked).await;

    let breached = Refusal::WeakPassword(PasswordFlaw::Breached);
    assert_eq!([refusal(set), refusal(added)], [breached.clone(), breached]);
    assert!(later.is_ok());
}
