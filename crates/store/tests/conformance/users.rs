//! People.

use gantry_core::password::PasswordHash;
use gantry_core::user::User;
use gantry_store::{credentials, users};

use crate::builders::{id, user};
use crate::support::{TestStore, read, write, written};

fn hash(letter: char) -> PasswordHash {
    let body = letter.to_string().repeat(42) + "A";
    format!("$argon2id$v=19$m=19456,t=2,p=1$YWJjZGVmZ2hpamtsbW5vcA${body}")
        .parse()
        .unwrap()
}

async fn store_with(people: &[&User]) -> TestStore {
    let store = TestStore::open().await;
    for person in people {
        let person = (*person).clone();
        assert!(written!(store, [person], tx => users::insert(tx, person, None)));
    }
    store
}

#[tokio::test]
async fn a_person_is_read_back_as_written() {
    let alice = user("Alice");
    let store = store_with(&[&alice]).await;
    let (name, email) = ("aLICE".parse().unwrap(), alice.email.clone().unwrap());

    let by_id = read!(store, conn => users::by_id(conn, alice.id));
    let by_username = read!(store, conn => users::by_username(conn, &name));
    let by_email = read!(store, conn => users::by_email(conn, &email));

    assert_eq!(by_id.as_ref(), Some(&alice));
    assert_eq!(by_username.as_ref(), Some(&alice));
    assert_eq!(by_email.as_ref(), Some(&alice));
}

#[tokio::test]
async fn a_taken_name_address_or_subject_is_refused_and_changes_nothing() {
    let alice = user("alice");
    let store = store_with(&[&alice]).await;
    let same_name = User {
        username: "ALICE".parse().unwrap(),
        ..user("bob")
    };
    let same_email = User {
        email: alice.email.clone(),
        ..user("bob")
    };
    let same_subject = User {
        subject: alice.subject.clone(),
        ..user("bob")
    };

    let name = written!(store, [same_name], tx => users::insert(tx, same_name, None));
    let email = written!(store, [same_email], tx => users::insert(tx, same_email, None));
    let subject = written!(store, [same_subject], tx => users::insert(tx, same_subject, None));
    let everyone = read!(store, conn => users::list(conn, None, 10));

    assert_eq!((name, email, subject), (false, false, false));
    assert_eq!(everyone, [alice]);
}

#[tokio::test]
async fn people_without_an_address_do_not_get_in_each_others_way() {
    let store = TestStore::open().await;
    let alice = User {
        email: None,
        ..user("alice")
    };
    let bob = User {
        email: None,
        ..user("bob")
    };

    let first = written!(store, [alice], tx => users::insert(tx, alice, None));
    let second = written!(store, [bob], tx => users::insert(tx, bob, None));

    assert!(first && second);
}

#[tokio::test]
async fn an_update_writes_every_field() {
    let alice = user("alice");
    let store = store_with(&[&alice]).await;
    let changed = User {
        id: alice.id,
        subject: alice.subject.clone(),
        role: Some(gantry_core::role::Role::Administrator),
        disabled: true,
        email: None,
        email_verified: false,
        language: None,
        ..user("carol")
    };

    let updated = written!(store, [changed], tx => users::update(tx, changed));
    let found = read!(store, conn => users::by_id(conn, alice.id));

    assert!(updated);
    assert_eq!(found, Some(changed));
}

#[tokio::test]
async fn an_update_of_somebody_who_is_gone_says_so() {
    let store = TestStore::open().await;
    let ghost = user("ghost");

    let updated = written!(store, [ghost], tx => users::update(tx, ghost));

    assert!(!updated);
}

#[tokio::test]
async fn an_update_to_a_taken_name_is_an_error_and_changes_nothing() {
    let (alice, bob) = (user("alice"), user("bob"));
    let store = store_with(&[&alice, &bob]).await;
    let thief = User {
        username: alice.username.clone(),
        ..bob.clone()
    };

    let result = write!(store, [thief], tx => users::update(tx, thief));
    let found = read!(store, conn => users::by_id(conn, bob.id));

    assert!(result.is_err());
    assert_eq!(found, Some(bob));
}

#[tokio::test]
async fn a_deleted_person_is_gone_and_deleted_once() {
    let alice = user("alice");
    let store = store_with(&[&alice]).await;
    let id = alice.id;

    let first = written!(store, [id], tx => users::delete(tx, *id));
    let second = written!(store, [id], tx => users::delete(tx, *id));
    let found = read!(store, conn => users::by_id(conn, id));

    assert_eq!((first, second), (true, false));
    assert_eq!(found, None);
}

#[tokio::test]
async fn a_password_is_kept_changed_and_rehashed_only_from_the_known_one() {
    let store = TestStore::open().await;
    let (alice, a, b, c) = (user("alice"), hash('A'), hash('B'), hash('C'));
    let id = alice.id;
    written!(store, [alice, a], tx => users::insert(tx, alice, Some(a)));

    let changed = written!(store, [id, b], tx => credentials::set_password(tx, *id, b));
    let late = written!(store, [id, a, c], tx => credentials::rehash(tx, *id, a, c));
    let rehashed = written!(store, [id, b, c], tx => credentials::rehash(tx, *id, b, c));
    let (_, stored) = read!(store, conn => credentials::find(conn, id)).unwrap();

    assert_eq!((changed, late, rehashed), (true, false, true));
    assert_eq!(stored.unwrap().as_str(), c.as_str());
}

#[tokio::test]
async fn somebody_without_a_password_or_without_an_account_has_no_hash() {
    let alice = user("alice");
    let store = store_with(&[&alice]).await;
    let (ghost, a) = (id(), hash('A'));

    let without = read!(store, conn => credentials::find(conn, alice.id)).unwrap();
    let nobody = read!(store, conn => credentials::find(conn, ghost));
    let set = written!(store, [ghost, a], tx => credentials::set_password(tx, *ghost, a));
    let mark = ghost.as_uuid();
    let revoked = written!(store, [ghost, mark], tx => users::revoke_before(tx, *ghost, *mark));

    assert!(without.1.is_none() && nobody.is_none());
    assert_eq!((set, revoked), (false, false));
}

#[tokio::test]
async fn administrators_are_counted_only_while_enabled() {
    let plain = user("plain");
    let root = User {
        role: Some(gantry_core::role::Role::Administrator),
        ..user("root")
    };
    let retired = User {
        role: Some(gantry_core::role::Role::Administrator),
        disabled: true,
        ..user("retired")
    };
    let store = store_with(&[&plain]).await;

    let password = hash('a');

    let none = read!(store, conn => users::any_admin(conn));
    written!(store, [root, password], tx => users::insert(tx, root, Some(password)));
    written!(store, [retired, password], tx => users::insert(tx, retired, Some(password)));
    let some = read!(store, conn => users::any_admin(conn));
    let beside_root = read!(store, conn => users::another_admin(conn, root.id));
    let beside_plain = read!(store, conn => users::another_admin(conn, plain.id));

    assert_eq!((none, some), (false, true));
    assert_eq!((beside_root, beside_plain), (false, true));
}

#[tokio::test]
async fn pages_of_people_visit_everybody_once_in_the_order_of_folded_names() {
    let people = ["b", "A", "z.1", "Z-1", "_9", "a1", "10", "9"].map(user);
    let store = store_with(&people.iter().collect::<Vec<_>>()).await;

    let mut visited: Vec<String> = Vec::new();
    loop {
        let after = visited.last().cloned();
        let page = read!(store, conn => users::list(conn, after.as_deref(), 3));
        if page.is_empty() {
            break;
        }
        visited.extend(page.iter().map(|person| person.username.folded()));
    }

    assert_eq!(visited, ["10", "9", "_9", "a", "a1", "b", "z-1", "z.1"]);
}
