//! Registered applications.

use std::collections::BTreeMap;

use gantry_core::access::Access;
use gantry_core::client::{Client, ClientSettings, IssuerMode, Template};
use gantry_core::group::GroupId;
use gantry_store::clients;

use crate::builders::{client, id};
use crate::support::{Raw, TestStore, read, written};

async fn store_with(all: &[&Client]) -> TestStore {
    let store = TestStore::open().await;
    for one in all {
        let one = (*one).clone();
        assert!(written!(store, [one], tx => clients::insert(tx, one)));
    }
    store
}

#[tokio::test]
async fn a_client_with_every_setting_is_read_back_as_written() {
    let chat = Client {
        settings: ClientSettings {
            template: Template::RocketChat,
            redirect_uris: vec!["https://chat.example.org/_oauth/gantry".parse().unwrap()],
            access: Access::any_group([id()]),
            issuer: IssuerMode::Fixed("https://old.example.org/".to_owned()),
            extra_claims: BTreeMap::from([("nick".parse().unwrap(), "name".parse().unwrap())]),
            ..ClientSettings::default()
        },
        disabled: true,
        ..client("chat")
    };
    let store = store_with(&[&chat]).await;

    let by_id = read!(store, conn => clients::by_id(conn, chat.id));
    let by_client_id = read!(store, conn => clients::by_client_id(conn, &chat.client_id));
    let by_slug = read!(store, conn => clients::by_slug(conn, &chat.slug));

    assert_eq!(by_id.as_ref(), Some(&chat));
    assert_eq!(by_client_id.as_ref(), Some(&chat));
    assert_eq!(by_slug.as_ref(), Some(&chat));
}

#[tokio::test]
async fn a_taken_client_id_or_slug_is_refused() {
    let chat = client("chat");
    let store = store_with(&[&chat]).await;
    let same_slug = Client {
        slug: chat.slug.clone(),
        ..client("wiki")
    };
    let same_id = Client {
        client_id: chat.client_id.clone(),
        ..client("wiki")
    };

    let slug = written!(store, [same_slug], tx => clients::insert(tx, same_slug));
    let id = written!(store, [same_id], tx => clients::insert(tx, same_id));

    assert_eq!((slug, id), (false, false));
}

#[tokio::test]
async fn client_ids_that_differ_only_in_case_are_different_clients() {
    let upper = Client {
        client_id: "CHAT".parse().unwrap(),
        ..client("one")
    };
    let lower = Client {
        client_id: "chat".parse().unwrap(),
        ..client("two")
    };
    let store = store_with(&[&upper, &lower]).await;

    let found = read!(store, conn => clients::by_client_id(conn, &lower.client_id));

    assert_eq!(found, Some(lower));
}

#[tokio::test]
async fn an_update_from_a_stale_copy_is_refused_and_changes_nothing() {
    let before = client("chat");
    let store = store_with(&[&before]).await;
    let mine = Client {
        name: "Mine".to_owned(),
        ..before.clone()
    };
    let public = ClientSettings {
        public: true,
        ..ClientSettings::default()
    };
    let theirs = Client {
        settings: public,
        ..before.clone()
    };

    let first = written!(store, [before, mine], tx => clients::update(tx, before, mine));
    let stale = written!(store, [before, theirs], tx => clients::update(tx, before, theirs));
    let found = read!(store, conn => clients::by_id(conn, before.id));

    assert_eq!((first, stale), (true, false));
    assert_eq!(found, Some(mine));
}

#[tokio::test]
async fn a_row_of_an_earlier_version_can_be_changed() {
    let before = client("chat");
    let store = store_with(&[&before]).await;
    // What was a default then is not in the row.
    let sql = "UPDATE clients SET settings = '{}'";
    match store.raw().await {
        Raw::Sqlite(mut conn) => drop(sqlx::query(sql).execute(&mut conn).await.unwrap()),
        Raw::Postgres(mut conn) => drop(sqlx::query(sql).execute(&mut conn).await.unwrap()),
    }
    let after = Client {
        name: "Renamed".to_owned(),
        ..before.clone()
    };

    let changed = written!(store, [before, after], tx => clients::update(tx, before, after));
    let found = read!(store, conn => clients::by_id(conn, before.id));

    assert!(changed);
    assert_eq!(found, Some(after));
}

#[tokio::test]
async fn switch_and_settings_count_as_changes_too() {
    let before = client("chat");
    let store = store_with(&[&before]).await;
    let off = Client {
        disabled: true,
        ..before.clone()
    };
    let consent = ClientSettings {
        consent: false,
        ..ClientSettings::default()
    };
    let open = Client {
        settings: consent,
        ..off.clone()
    };

    let switched = written!(store, [before, off], tx => clients::update(tx, before, off));
    let set = written!(store, [off, open], tx => clients::update(tx, off, open));
    let stale = written!(store, [off, before], tx => clients::update(tx, off, before));

    assert_eq!((switched, set, stale), (true, true, false));
}

#[tokio::test]
async fn a_deleted_client_is_gone_and_deleted_once() {
    let chat = client("chat");
    let store = store_with(&[&chat]).await;
    let id = chat.id;

    let first = written!(store, [id], tx => clients::delete(tx, *id));
    let second = written!(store, [id], tx => clients::delete(tx, *id));
    let found = read!(store, conn => clients::by_slug(conn, &chat.slug));

    assert_eq!((first, second), (true, false));
    assert_eq!(found, None);
}

#[tokio::test]
async fn pages_of_clients_visit_each_once_in_the_byte_order_of_slugs() {
    let all = ["b", "a-1", "a", "a1", "z9", "chat-2", "chat"].map(client);
    let store = store_with(&all.iter().collect::<Vec<_>>()).await;

    let mut visited: Vec<String> = Vec::new();
    loop {
        let after = visited.last().cloned();
        let page = read!(store, conn => clients::list(conn, after.as_deref(), 3));
        if page.is_empty() {
            break;
        }
        visited.extend(page.iter().map(|one| one.slug.as_str().to_owned()));
    }

    assert_eq!(visited, ["a", "a-1", "a1", "b", "chat", "chat-2", "z9"]);
}

#[tokio::test]
async fn groups_that_an_earlier_version_let_in_are_read_as_bindings_and_written_back_as_such() {
    let chat = client("chat");
    let (staff, crew): (GroupId, GroupId) = (id(), id());
    let before = Client {
        settings: ClientSettings {
            access: Access::any_group([staff, crew]),
            ..ClientSettings::default()
        },
        ..chat
    };
    let store = store_with(&[&before]).await;
    let old = format!("{{\"allowed_groups\": [\"{staff}\", \"{crew}\"]}}");
    store.set_settings(&old).await;

    let found = read!(store, conn => clients::by_id(conn, before.id));
    let after = Client {
        name: "Renamed".to_owned(),
        ..before.clone()
    };
    let old = before.clone();
    let changed = written!(store, [old, after], tx => clients::update(tx, old, after));
    let again = read!(store, conn => clients::by_id(conn, before.id));

    assert_eq!(found, Some(before));
    assert!(changed);
    assert_eq!(again, Some(after));
}

#[tokio::test]
async fn what_an_earlier_version_let_in_counts_no_more_once_there_are_bindings() {
    let open = client("chat");
    let store = store_with(&[&open]).await;
    let group: GroupId = id();
    let both = format!("{{\"access\": {{}}, \"allowed_groups\": [\"{group}\"]}}");
    store.set_settings(&both).await;

    let found = read!(store, conn => clients::by_id(conn, open.id)).unwrap();

    assert!(found.settings.access.is_open());
}

impl TestStore {
    /// Writes the document of every client past the store.
    async fn set_settings(&self, json: &str) {
        let sql = "UPDATE clients SET settings = $1";
        match self.raw().await {
            Raw::Sqlite(mut conn) => drop(
                sqlx::query(sql)
                    .bind(json)
                    .execute(&mut conn)
                    .await
                    .unwrap(),
            ),
            Raw::Postgres(mut conn) => drop(
                sqlx::query(sql)
                    .bind(json)
                    .execute(&mut conn)
                    .await
                    .unwrap(),
            ),
        }
    }
}
