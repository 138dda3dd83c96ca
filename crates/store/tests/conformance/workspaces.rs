//! Connections to workspaces.

use gantry_core::Seconds;
use gantry_core::workspace::{TaskKind, Workspace};
use gantry_store::{chat_accounts, chat_tasks, clients, workspaces};

use crate::builders::{LATER, NOW, client, id};
use crate::support::{TestStore, race, read, written};
use crate::workspace_builders::{Connected, task, workspace};

/// Everything of a connection that can be compared.
fn told(workspace: &Workspace) -> String {
    format!("{workspace:?}")
}

#[tokio::test]
async fn a_connection_is_read_back_and_replaced_but_for_what_is_kept_in_step() {
    let here = Connected::open().await;
    let before = workspace(&here.client);
    let mut after = workspace(&here.client);
    after.site = "https://other.example.org".to_owned();
    after.sealed_token = vec![7, 7];
    after.sealed_secret = None;
    after.version = "9.0.0".to_owned();
    after.sync.roles.insert(id(), "bot".to_owned());
    after.sync.rooms.insert(id(), "general".to_owned());
    after.sync.confirm_relinquish = true;
    after.updated_at = LATER;
    after.reconcile_at = LATER;
    let store = &here.store;

    let first = read!(store, conn => workspaces::by_client(conn, here.client.id)).unwrap();
    written!(store, [after], tx => workspaces::put(tx, after));
    let second = read!(store, conn => workspaces::by_client(conn, here.client.id)).unwrap();
    let (id, sync) = (here.client.id, after.sync.clone());
    let set = written!(store, [id, sync], tx => workspaces::set_sync(tx, *id, sync, LATER));
    let third = read!(store, conn => workspaces::by_client(conn, here.client.id)).unwrap();

    after.reconcile_at = NOW;
    assert_eq!(told(&first), told(&before));
    assert_eq!(second.sync, before.sync);
    assert!(set);
    assert_eq!(told(&third), told(&after));
}

#[tokio::test]
async fn all_connections_are_listed_and_an_unknown_one_is_none() {
    let here = Connected::open().await;
    let (other, unknown) = (client("other"), client("unknown"));
    here.add_workspace(&other).await;
    let store = &here.store;

    let all = read!(store, conn => workspaces::all(conn));
    let none = read!(store, conn => workspaces::by_client(conn, unknown.id));

    let ids: Vec<_> = all.iter().map(|workspace| workspace.client_id).collect();
    assert_eq!(ids, [here.client.id, other.id]);
    assert!(none.is_none());
}

#[tokio::test]
async fn a_connection_is_forgotten_once_and_leaves_links_and_tasks() {
    let here = Connected::open().await;
    here.link("chat").await;
    let asked = task(&here.client, TaskKind::EndAll);
    let (store, client) = (&here.store, here.client.id);
    written!(store, [asked], tx => chat_tasks::ask(tx, asked));

    let first = written!(store, [client], tx => workspaces::delete(tx, *client));
    let second = written!(store, [client], tx => workspaces::delete(tx, *client));
    let link = read!(store, conn => chat_accounts::find(conn, client, here.user.id));

    assert_eq!((first, second), (true, false));
    assert!(link.is_some());
    assert_eq!(here.tasks().await.len(), 1);
}

#[tokio::test]
async fn everything_of_a_workspace_leaves_with_its_client() {
    let here = Connected::open().await;
    here.link("chat").await;
    here.give(&here.session, b"token").await;
    let asked = task(&here.client, TaskKind::Account);
    let (store, client) = (&here.store, here.client.id);
    written!(store, [asked], tx => chat_tasks::ask(tx, asked));

    assert!(written!(store, [client], tx => clients::delete(tx, *client)));

    let link = read!(store, conn => chat_accounts::find(conn, client, here.user.id));
    assert!(read!(store, conn => workspaces::by_client(conn, client)).is_none());
    assert!(link.is_none() && here.found(here.session.id).await.is_none());
    assert!(here.tasks().await.is_empty());
}

#[tokio::test]
async fn a_version_is_noted_when_it_is_news() {
    let here = Connected::open().await;
    let (store, client) = (&here.store, here.client.id);

    let same = written!(store, [client], tx => workspaces::set_version(tx, *client, "8.1.0"));
    let news = written!(store, [client], tx => workspaces::set_version(tx, *client, "8.2.0"));

    let found = read!(store, conn => workspaces::by_client(conn, client)).unwrap();
    assert_eq!((same, news, found.version.as_str()), (false, true, "8.2.0"));
}

#[tokio::test(flavor = "multi_thread")]
async fn one_of_many_servers_takes_a_comparison() {
    let store = TestStore::open().await;
    let (client, workspace) = (client("chat"), workspace(&client("unused")));
    let workspace = Workspace {
        client_id: client.id,
        ..workspace
    };
    written!(store, [client], tx => clients::insert(tx, client));
    written!(store, [workspace], tx => workspaces::put(tx, workspace));
    let next = NOW.plus(Seconds::hours(6));

    let results = race(|_| {
        let (store, workspace) = (store.handle(), workspace.clone());
        async move {
            written!(store, [workspace, next], tx =>
                workspaces::take_reconciliation(tx, workspace, *next))
        }
    })
    .await;

    assert_eq!(results.iter().filter(|won| **won).count(), 1);
}
