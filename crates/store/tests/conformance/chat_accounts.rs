//! Who a person is in a workspace.

use gantry_core::Seconds;
use gantry_core::user::User;
use gantry_core::workspace::ChatAccount;
use gantry_store::chat_accounts::{self, Made};
use gantry_store::{Store, StoreError, chat_links, users};

use crate::builders::{LATER, NOW, client, digest, user};
use crate::support::{RACERS, race, read, write, written};
use crate::workspace_builders::{Connected, account};

async fn begun(here: &Connected) -> ChatAccount {
    let (store, client, user) = (&here.store, here.client.id, here.user.id);
    assert!(written!(store, [client, user], tx =>
        chat_accounts::begin(tx, *client, *user, "alice")));
    read!(store, conn => chat_accounts::find(conn, client, user)).unwrap()
}

async fn lease(store: &Store, account: &ChatAccount, now: gantry_core::Timestamp) -> bool {
    let until = now.plus(Seconds::new(30));
    written!(store, [account, now, until], tx =>
        chat_accounts::lease(tx, account, *now, *until))
}

async fn finish(store: &Store, account: &ChatAccount, made: Made) -> bool {
    written!(store, [account, made], tx => chat_accounts::finish(tx, account, made))
}

fn made(chat_id: &str) -> Made {
    Made::Account {
        chat_id: chat_id.to_owned(),
        chat_username: "alice.new".to_owned(),
    }
}

async fn add_user(here: &Connected, name: &str) -> User {
    let (store, user) = (&here.store, user(name));
    assert!(written!(store, [user], tx => users::insert(tx, user, None)));
    user
}

#[tokio::test]
async fn an_account_is_begun_once_and_never_for_a_stranger() {
    let here = Connected::open().await;
    let (store, client, user) = (&here.store, here.client.id, here.user.id);
    let stranger = crate::builders::id();

    let first = begun(&here).await;
    let again = written!(store, [client, user], tx =>
        chat_accounts::begin(tx, *client, *user, "other"));
    let nobody = written!(store, [client, stranger], tx =>
        chat_accounts::begin(tx, *client, *stranger, "nobody"));

    assert_eq!((again, nobody), (false, false));
    assert_eq!(first.chat_username, "alice");
    assert!(first.follows && !first.may_administer && !first.deactivated);
    assert!(first.chat_id.is_none() && first.creating_since.is_none());
}

#[tokio::test(flavor = "multi_thread")]
async fn one_of_many_makes_an_account() {
    let here = Connected::open().await;
    let account = begun(&here).await;

    let results = race(|_| {
        let (store, account) = (here.store.handle(), account.clone());
        async move { lease(&store, &account, NOW).await }
    })
    .await;

    assert_eq!(results.iter().filter(|won| **won).count(), 1);
}

#[tokio::test]
async fn a_lease_runs_out_and_the_first_beginning_is_remembered() {
    let here = Connected::open().await;
    let (store, account) = (&here.store, begun(&here).await);

    let early = NOW.plus(Seconds::new(29));
    let late = NOW.plus(Seconds::new(30));
    let won = [
        lease(store, &account, NOW).await,
        lease(store, &account, early).await,
        lease(store, &account, late).await,
    ];
    let found = read!(store, conn =>
        chat_accounts::find(conn, account.client_id, account.user_id));

    assert_eq!(won, [true, false, true]);
    assert_eq!(found.unwrap().creating_since, Some(NOW));
}

#[tokio::test]
async fn what_came_of_it_is_written_down_and_an_account_is_never_made_twice() {
    let here = Connected::open().await;
    let (store, account) = (&here.store, begun(&here).await);
    let (client, user) = (account.client_id, account.user_id);

    lease(store, &account, NOW).await;
    let problem = finish(store, &account, Made::Problem("conflict".to_owned())).await;
    let listed = read!(store, conn => chat_accounts::with_problems(conn, client, 10));
    let freed = lease(store, &account, NOW).await;
    let nothing = finish(store, &account, Made::Nothing).await;
    lease(store, &account, NOW).await;
    let first = finish(store, &account, made("chat")).await;
    let second = finish(store, &account, made("chat2")).await;
    let leased = lease(store, &account, LATER).await;

    let found = read!(store, conn => chat_accounts::find(conn, client, user)).unwrap();
    let listed_after = read!(store, conn => chat_accounts::with_problems(conn, client, 10));
    assert_eq!((problem, freed, nothing, first), (true, true, true, true));
    assert_eq!((second, leased), (false, false));
    assert_eq!(listed[0].problem.as_deref(), Some("conflict"));
    assert_eq!(found.chat_id.as_deref(), Some("chat"));
    assert_eq!(found.chat_username, "alice.new");
    assert!(found.problem.is_none() && listed_after.is_empty());
}

#[tokio::test]
async fn an_account_of_a_workspace_is_one_persons() {
    let here = Connected::open().await;
    let bob = add_user(&here, "bob").await;
    here.link("chat").await;
    let store = &here.store;
    let (client_id, user_id) = (here.client.id, bob.id);
    written!(store, [client_id, user_id], tx =>
        chat_accounts::begin(tx, *client_id, *user_id, "bob"));
    let begun = read!(store, conn => chat_accounts::find(conn, client_id, user_id)).unwrap();
    let theirs = account(&here.client, &bob, "chat");

    let finished = finish(store, &begun, made("chat")).await;
    let put = written!(store, [theirs], tx => chat_links::put(tx, theirs));
    let learned = written!(store, [theirs], tx => chat_links::learn(tx, theirs));
    let owner = read!(store, conn => chat_accounts::by_chat_id(conn, client_id, "chat"));

    assert_eq!((finished, put, learned), (false, false, false));
    assert_eq!(owner.unwrap().user_id, here.user.id);
}

#[tokio::test]
async fn the_same_id_may_be_anothers_in_another_workspace() {
    let here = Connected::open().await;
    let (bob, other) = (add_user(&here, "bob").await, client("other"));
    here.add_workspace(&other).await;
    here.link("chat").await;
    let theirs = account(&other, &bob, "chat");

    let store = &here.store;
    assert!(written!(store, [theirs], tx => chat_links::put(tx, theirs)));
}

#[tokio::test(flavor = "multi_thread")]
async fn one_of_many_people_learns_that_an_account_is_theirs() {
    let here = Connected::open().await;
    let mut people = Vec::new();
    for number in 0..RACERS {
        people.push(add_user(&here, &format!("person{number}")).await);
    }

    let results = race(|number| {
        let store = here.store.handle();
        let theirs = account(&here.client, &people[number], "chat");
        async move { write!(store, [theirs], tx => chat_links::learn(tx, theirs)) }
    })
    .await;

    // Of two that meet on PostgreSQL the index stops one: it is tried again and then refused.
    let told =
        |result: &Result<bool, StoreError>| matches!(result, Ok(_) | Err(StoreError::Database(_)));
    let wins = results.iter().filter(|won| matches!(won, Ok(true)));
    assert_eq!(wins.count(), 1);
    assert!(results.iter().all(told), "{results:?}");
}

#[tokio::test]
async fn what_was_learned_never_replaces_what_was_known() {
    let here = Connected::open().await;
    let account_of = |chat_id| account(&here.client, &here.user, chat_id);
    let (first, second) = (account_of("one"), account_of("two"));
    let (store, client, user) = (&here.store, here.client.id, here.user.id);
    begun(&here).await;

    let learned = written!(store, [first], tx => chat_links::learn(tx, first));
    let again = written!(store, [second], tx => chat_links::learn(tx, second));
    let found = read!(store, conn => chat_accounts::find(conn, client, user)).unwrap();
    let put = written!(store, [second], tx => chat_links::put(tx, second));
    let relinked = read!(store, conn => chat_accounts::find(conn, client, user)).unwrap();

    assert_eq!((learned, again, put), (true, false, true));
    assert_eq!(found.chat_id.as_deref(), Some("one"));
    assert_eq!(relinked.chat_id.as_deref(), Some("two"));
}

#[tokio::test]
async fn what_is_seen_is_noted_only_of_the_same_account() {
    let here = Connected::open().await;
    here.link("chat").await;
    let (store, client, user) = (&here.store, here.client.id, here.user.id);
    let seen = ChatAccount {
        chat_username: "renamed".to_owned(),
        deactivated: true,
        problem: Some("missing".to_owned()),
        avatar: Some(digest("picture")),
        ..account(&here.client, &here.user, "chat")
    };
    let stale = account(&here.client, &here.user, "former");

    let noted = written!(store, [seen], tx => chat_links::note(tx, seen));
    let missed = written!(store, [stale], tx => chat_links::note(tx, stale));
    let found = read!(store, conn => chat_accounts::find(conn, client, user)).unwrap();
    let name = read!(store, conn => chat_links::username(conn, client, user));

    assert_eq!((noted, missed), (true, false));
    assert!(found.deactivated && found.avatar.unwrap().matches(&digest("picture")));
    assert_eq!(found.problem.as_deref(), Some("missing"));
    assert_eq!(found.chat_username, "renamed");
    assert_eq!(name, None, "it follows the name here");
}

#[tokio::test]
async fn a_link_is_forgotten_once_and_leaves_with_its_person() {
    let here = Connected::open().await;
    let (store, client, user) = (&here.store, here.client.id, here.user.id);
    here.link("chat").await;

    let first = written!(store, [client, user], tx => chat_links::delete(tx, *client, *user));
    let second = written!(store, [client, user], tx => chat_links::delete(tx, *client, *user));
    here.link("chat").await;
    written!(store, [user], tx => users::delete(tx, *user));
    let found = read!(store, conn => chat_accounts::find(conn, client, user));

    assert_eq!((first, second), (true, false));
    assert!(found.is_none());
}

#[tokio::test]
async fn pages_of_a_workspace_visit_every_account_once() {
    let here = Connected::open().await;
    let (store, client) = (&here.store, here.client.id);
    let mut wanted = Vec::new();
    for name in ["a", "b", "c", "d", "e"] {
        let person = add_user(&here, name).await;
        let theirs = account(&here.client, &person, name);
        written!(store, [theirs], tx => chat_links::put(tx, theirs));
        wanted.push(person.id);
    }

    let mut visited = Vec::new();
    loop {
        let after = visited.last().copied();
        let page = read!(store, conn => chat_accounts::of_workspace(conn, client, after, 2));
        if page.is_empty() {
            break;
        }
        visited.extend(page.iter().map(|account| account.user_id));
    }

    assert_eq!(visited, wanted);
}
