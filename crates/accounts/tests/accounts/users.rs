//! People: the last administrator, changes, finding.

use gantry_accounts::Refusal;
use gantry_accounts::users::{NewUser, UserChange};
use gantry_core::Id;

use crate::support::{Installation, OPERATOR, new_user, refusal};

fn demotion() -> UserChange {
    UserChange {
        role: Some(None),
        ..UserChange::default()
    }
}

#[tokio::test]
async fn the_last_administrator_stays() {
    let home = Installation::start().await;
    let accounts = &home.accounts;
    let root = home.admin("root").await;
    let second = home.admin("second").await;
    accounts
        .set_disabled(&OPERATOR, second.id, true)
        .await
        .unwrap();

    let demoted = accounts.change_user(&OPERATOR, root.id, demotion()).await;
    let disabled = accounts.set_disabled(&OPERATOR, root.id, true).await;
    let deleted = accounts.delete_user(&OPERATOR, root.id).await;

    assert_eq!(refusal(demoted), Refusal::LastAdministrator);
    assert_eq!(refusal(disabled), Refusal::LastAdministrator);
    assert_eq!(refusal(deleted), Refusal::LastAdministrator);
}

#[tokio::test]
async fn an_administrator_who_cannot_sign_in_does_not_count() {
    let home = Installation::start().await;
    let root = home.admin("root").await;
    let new = NewUser {
        role: Some(gantry_core::role::Role::Administrator),
        ..new_user("second")
    };
    home.accounts.add_user(&OPERATOR, new).await.unwrap();

    let demoted = home
        .accounts
        .change_user(&OPERATOR, root.id, demotion())
        .await;

    assert_eq!(refusal(demoted), Refusal::LastAdministrator);
}

#[tokio::test(flavor = "multi_thread")]
async fn administrators_who_leave_at_once_leave_one() {
    let home = Installation::start().await;
    let mut leaving = Vec::new();
    for number in 0..8 {
        let admin = home.admin(&format!("admin{number}")).await;
        let accounts = home.accounts.clone();
        leaving.push(async move { accounts.change_user(&OPERATOR, admin.id, demotion()).await });
    }

    let mut left = 0;
    let tasks: Vec<_> = leaving.into_iter().map(tokio::spawn).collect();
    for task in tasks {
        left += usize::from(task.await.unwrap().is_ok());
    }

    assert_eq!(left, 7);
}

#[tokio::test]
async fn an_address_typed_by_an_administrator_counts_as_verified() {
    let home = Installation::start().await;
    let new = NewUser {
        email: None,
        email_verified: false,
        ..new_user("alice")
    };
    let alice = home.accounts.add_user(&OPERATOR, new).await.unwrap();
    let email = Some(Some("a@example.org".parse().unwrap()));
    let change = UserChange {
        email,
        ..UserChange::default()
    };

    let changed = home
        .accounts
        .change_user(&OPERATOR, alice.id, change)
        .await
        .unwrap();

    assert!(changed.email_verified);
}

#[tokio::test]
async fn a_new_person_in_an_unknown_group_is_refused_whole() {
    let home = Installation::start().await;
    let nowhere = Id::from_parts(1, &[7; 10]);
    let new = NewUser {
        groups: vec![nowhere],
        ..new_user("alice")
    };

    let refused = home.accounts.add_user(&OPERATOR, new).await;

    assert_eq!(refusal(refused).code(), "unknown");
    assert_eq!(home.accounts.user_by_login("alice").await.unwrap(), None);
}

#[tokio::test]
async fn people_sign_in_with_user_name_or_address_in_any_case() {
    let home = Installation::start().await;
    let alice = home.user("alice").await;

    let by_name = home.accounts.user_by_login("ALICE").await.unwrap();
    let by_address = home
        .accounts
        .user_by_login("Alice@Example.ORG")
        .await
        .unwrap();

    assert_eq!(by_name.as_ref(), Some(&alice));
    assert_eq!(by_address.as_ref(), Some(&alice));
}

#[tokio::test]
async fn every_word_of_a_search_must_begin_a_word() {
    let home = Installation::start().await;
    for (username, name) in [
        ("zq", "Zoë Quinn"),
        ("zo.a", "Zoë Adams"),
        ("bob", "Bob Zoëller"),
    ] {
        let new = NewUser {
            name: name.parse().unwrap(),
            ..new_user(username)
        };
        home.accounts.add_user(&OPERATOR, new).await.unwrap();
    }

    let all = home.accounts.search_users("ZOË", None, 10).await.unwrap();
    let one = home
        .accounts
        .search_users("zoë qu", None, 10)
        .await
        .unwrap();

    assert_eq!(all.users.len(), 3);
    assert_eq!(one.users.len(), 1);
    assert_eq!(one.users[0].username.as_str(), "zq");
}

#[tokio::test]
async fn a_search_in_pages_finds_everybody_once() {
    let home = Installation::start().await;
    for number in 0..5 {
        home.user(&format!("sam.sample{number}")).await;
    }

    let mut found = Vec::new();
    let mut page = home.accounts.search_users("sam", None, 2).await.unwrap();
    while page.next.is_some() {
        found.append(&mut page.users);
        page = home
            .accounts
            .search_users("sam", page.next, 2)
            .await
            .unwrap();
    }
    found.append(&mut page.users);

    let mut names: Vec<&str> = found.iter().map(|user| user.username.as_str()).collect();
    names.sort_unstable();
    names.dedup();
    assert_eq!((names.len(), found.len()), (5, 5));
}
