//! Finding people.

use gantry_core::user::User;
use gantry_store::user_search;
use gantry_store::users;

use crate::builders::user;
use crate::support::{TestStore, read, written};

async fn store_with(people: &[(&User, &[&str])]) -> TestStore {
    let store = TestStore::open().await;
    for (person, words) in people {
        let person = (*person).clone();
        let id = person.id;
        let words: Vec<String> = words.iter().map(|word| (*word).to_owned()).collect();
        written!(store, [person], tx => users::insert(tx, person, None));
        written!(store, [id, words], tx => user_search::replace_words(tx, *id, words));
    }
    store
}

#[tokio::test]
async fn a_prefix_finds_words_that_begin_with_it_and_no_others() {
    let (alice, bob) = (user("alice"), user("bob"));
    let store = store_with(&[(&alice, &["alice", "zoë"]), (&bob, &["bob", "ali", "zoe"])]).await;

    let ali = read!(store, conn => user_search::by_prefix(conn, "ali", None, 10));
    let accent = read!(store, conn => user_search::by_prefix(conn, "zoë", None, 10));
    let nobody = read!(store, conn => user_search::by_prefix(conn, "x", None, 10));

    let people: Vec<_> = ali.into_iter().map(|(_, person)| person).collect();
    assert_eq!(people, [bob, alice.clone()]);
    assert_eq!(accent.len(), 1);
    assert_eq!(accent[0].1, alice);
    assert!(nobody.is_empty());
}

#[tokio::test]
async fn wildcards_in_a_prefix_are_ordinary_letters() {
    let alice = user("alice");
    let store = store_with(&[(&alice, &["alice"])]).await;

    let percent = read!(store, conn => user_search::by_prefix(conn, "%", None, 10));
    let underscore = read!(store, conn => user_search::by_prefix(conn, "_lice", None, 10));

    assert!(percent.is_empty() && underscore.is_empty());
}

#[tokio::test]
async fn replaced_words_no_longer_find_anybody_and_repeated_ones_count_once() {
    let alice = user("alice");
    let store = store_with(&[(&alice, &["alice"])]).await;
    let (id, words) = (alice.id, vec!["anna".to_owned(), "anna".to_owned()]);

    written!(store, [id, words], tx => user_search::replace_words(tx, *id, words));
    let found = read!(store, conn => user_search::by_prefix(conn, "a", None, 10));

    let words: Vec<_> = found
        .into_iter()
        .map(|(position, _)| position.word)
        .collect();
    assert_eq!(words, ["anna"]);
}

#[tokio::test]
async fn a_deleted_person_is_not_found() {
    let alice = user("alice");
    let store = store_with(&[(&alice, &["alice"])]).await;
    let id = alice.id;

    written!(store, [id], tx => users::delete(tx, *id));
    let found = read!(store, conn => user_search::by_prefix(conn, "alice", None, 10));

    assert!(found.is_empty());
}

#[tokio::test]
async fn pages_of_results_visit_every_word_once_in_byte_order() {
    let people = ["one", "two", "three"].map(user);
    let words: &[&str] = &["ana", "anä", "an", "anna", "an-1"];
    let store = store_with(&people.each_ref().map(|person| (person, words))).await;

    let mut visited = Vec::new();
    loop {
        let after = visited.last();
        let page = read!(store, conn => user_search::by_prefix(conn, "an", after, 2));
        if page.is_empty() {
            break;
        }
        visited.extend(page.into_iter().map(|(position, _)| position));
    }

    let mut expected = Vec::new();
    for word in ["an", "an-1", "ana", "anna", "anä"] {
        expected.extend(people.iter().map(|person| user_search::SearchPosition {
            word: word.to_owned(),
            user_id: person.id,
        }));
    }
    assert_eq!(visited, expected);
}
