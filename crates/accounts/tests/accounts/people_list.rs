//! The list of people, filtered and paged.

use gantry_accounts::users::{PeopleQuery, UserChange};
use gantry_core::role::Role;

use crate::support::{Installation, OPERATOR, PASSWORD};

async fn names(home: &Installation, query: &PeopleQuery) -> Vec<String> {
    let mut query = query.clone();
    let mut names = Vec::new();
    loop {
        let page = home.accounts.list_people(&query, 2).await.unwrap();
        names.extend(page.people.iter().map(|it| it.user.username.to_string()));
        query.after = page.next;
        if query.after.is_none() {
            names.sort();
            return names;
        }
    }
}

async fn with_five_people() -> Installation {
    let home = Installation::start().await;
    for name in ["anna", "bert", "carl", "dora", "emil"] {
        home.person(name).await;
    }
    home
}

async fn give(home: &Installation, name: &str, role: Role) {
    let user = home.accounts.user_by_login(name).await.unwrap().unwrap();
    let change = UserChange {
        role: Some(Some(role)),
        ..UserChange::default()
    };
    let changed = home.accounts.change_user(&OPERATOR, user.id, change).await;
    changed.unwrap();
}

#[tokio::test]
async fn without_a_filter_everybody_is_listed_page_by_page() {
    let home = with_five_people().await;

    let all = names(&home, &PeopleQuery::default()).await;

    assert_eq!(all, ["anna", "bert", "carl", "dora", "emil"]);
}

#[tokio::test]
async fn each_filter_leaves_only_those_whom_it_names() {
    let home = with_five_people().await;
    give(&home, "bert", Role::Helpdesk).await;
    give(&home, "carl", Role::Auditor).await;
    let dora = home.accounts.user_by_login("dora").await.unwrap().unwrap();
    let disabled = home.accounts.set_disabled(&OPERATOR, dora.id, true).await;
    disabled.unwrap();
    home.sign_in("emil", PASSWORD, "192.0.2.1").await;

    let role = PeopleQuery {
        role: Some(Role::Helpdesk),
        ..PeopleQuery::default()
    };
    let disabled = PeopleQuery {
        disabled: true,
        ..PeopleQuery::default()
    };
    let never = PeopleQuery {
        never_signed_in: true,
        ..PeopleQuery::default()
    };
    let both = PeopleQuery {
        text: "ca".to_owned(),
        role: Some(Role::Auditor),
        without_factor: true,
        ..PeopleQuery::default()
    };

    assert_eq!(names(&home, &role).await, ["bert"]);
    assert_eq!(names(&home, &disabled).await, ["dora"]);
    assert_eq!(names(&home, &never).await, ["anna", "bert", "carl", "dora"]);
    assert_eq!(names(&home, &both).await, ["carl"]);
}

#[tokio::test]
async fn a_group_lists_the_members_of_those_within_it_with_and_without_a_search() {
    let home = with_five_people().await;
    let accounts = &home.accounts;
    let outer = accounts.add_group(&OPERATOR, "outer".parse().unwrap());
    let outer = outer.await.unwrap();
    let inner = accounts.add_group(&OPERATOR, "inner".parse().unwrap());
    let inner = inner.await.unwrap();
    accounts
        .move_group(&OPERATOR, inner.id, Some(outer.id))
        .await
        .unwrap();
    for (name, group) in [("anna", outer.id), ("bert", inner.id), ("bert", outer.id)] {
        let user = accounts.user_by_login(name).await.unwrap().unwrap();
        accounts
            .add_member(&OPERATOR, group, user.id)
            .await
            .unwrap();
    }

    let all = PeopleQuery {
        group: Some(outer.id),
        ..PeopleQuery::default()
    };
    let searched = PeopleQuery {
        text: "be".to_owned(),
        ..all.clone()
    };

    assert_eq!(names(&home, &all).await, ["anna", "bert"]);
    assert_eq!(names(&home, &searched).await, ["bert"]);
}
