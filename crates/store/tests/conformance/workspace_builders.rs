//! Workspaces and what belongs to them, with everything filled in that a test does not care about.

use gantry_core::client::Client;
use gantry_core::session::{Session, SessionId};
use gantry_core::user::User;
use gantry_core::workspace::{
    ChatAccount, ChatSession, ChatTask, SyncSettings, TaskKind, Workspace,
};
use gantry_core::{Id, Timestamp};
use gantry_store::{
    Store, chat_endings, chat_links, chat_sessions, chat_tasks, clients, sessions, users,
    workspaces,
};
use uuid::Uuid;

use crate::builders::{NOW, client, digest, id, session, user};
use crate::support::{TestStore, read, written};

pub(crate) fn workspace(client: &Client) -> Workspace {
    Workspace {
        client_id: client.id,
        site: "https://chat.example.org".to_owned(),
        service_user_id: "service".to_owned(),
        sealed_token: vec![1, 2, 3],
        sealed_secret: Some(vec![4]),
        version: "8.1.0".to_owned(),
        sync: SyncSettings::default(),
        reconcile_at: NOW,
        updated_at: NOW,
    }
}

/// A person's account of this chat id.
pub(crate) fn account(client: &Client, user: &User, chat_id: &str) -> ChatAccount {
    ChatAccount {
        client_id: client.id,
        user_id: user.id,
        chat_id: Some(chat_id.to_owned()),
        chat_username: user.username.to_string(),
        follows: true,
        may_administer: false,
        deactivated: false,
        problem: None,
        creating_since: None,
        avatar: None,
    }
}

/// A browser session that comes to a workspace.
pub(crate) fn entry(session: &Session, client: &Client, by_button: bool) -> ChatSession {
    ChatSession {
        id: id(),
        session_id: session.id,
        client_id: client.id,
        user_id: session.user_id,
        by_button,
        chat_id: None,
        sealed: None,
        verified_at: Timestamp::from_i64(0),
    }
}

/// A task of one's own, due now.
pub(crate) fn task(client: &Client, kind: TaskKind) -> ChatTask {
    ChatTask {
        client_id: client.id,
        kind,
        about: id(),
        user_id: id(),
        chat_id: Some("chat".to_owned()),
        sealed: Some(vec![9]),
        wanted: 1,
        attempts: 0,
        due_at: NOW,
        stopped: None,
        created_at: NOW,
    }
}

/// A person with a browser session, and a connected workspace.
pub(crate) struct Connected {
    pub(crate) store: TestStore,
    pub(crate) user: User,
    pub(crate) client: Client,
    pub(crate) session: Session,
}

impl Connected {
    pub(crate) async fn open() -> Self {
        let store = TestStore::open().await;
        let (user, client) = (user("alice"), client("chat"));
        let session = add_session(&store, &user).await;
        written!(store, [user], tx => users::insert(tx, user, None));
        let this = Self {
            store,
            user,
            client,
            session,
        };
        this.add_workspace(&this.client).await;
        this
    }

    /// One more browser session of the same person.
    pub(crate) async fn another_session(&self) -> Session {
        add_session(&self.store, &self.user).await
    }

    /// One more workspace, and its client.
    pub(crate) async fn add_workspace(&self, client: &Client) {
        let (client, workspace) = (client.clone(), workspace(client));
        assert!(written!(self.store, [client], tx => clients::insert(tx, client)));
        written!(self.store, [workspace], tx => workspaces::put(tx, workspace));
    }

    pub(crate) async fn disconnect(&self) {
        let client = self.client.id;
        assert!(written!(self.store, [client], tx => workspaces::delete(tx, *client)));
    }

    /// Says that the person has this account in the chat.
    pub(crate) async fn link(&self, chat_id: &str) {
        let account = account(&self.client, &self.user, chat_id);
        assert!(written!(self.store, [account], tx => chat_links::put(tx, account)));
    }

    /// A session comes by the button, or to be given a token.
    pub(crate) async fn enter(&self, session: &Session, by_button: bool) -> Option<ChatSession> {
        let entry = entry(session, &self.client, by_button);
        written!(self.store, [entry], tx => chat_sessions::enter(tx, entry));
        self.found(session.id).await
    }

    /// A session comes and is given this token.
    pub(crate) async fn give(&self, session: &Session, sealed: &[u8]) -> ChatSession {
        let entered = self.enter(session, false).await.unwrap();
        let (id, sealed) = (entered.id, sealed.to_vec());
        assert!(written!(self.store, [id, sealed], tx =>
            chat_sessions::keep(tx, *id, "chat", sealed, NOW)));
        self.found(session.id).await.unwrap()
    }

    pub(crate) async fn found(&self, session: SessionId) -> Option<ChatSession> {
        read!(self.store, conn => chat_sessions::find(conn, session, self.client.id))
    }

    /// Ends a session as a sign-out does.
    pub(crate) async fn end(&self, session: &Session) {
        end_session(&self.store, session.id).await;
    }

    /// What the workspace waits for.
    pub(crate) async fn tasks(&self) -> Vec<ChatTask> {
        read!(self.store, conn => chat_tasks::of_workspace(conn, self.client.id, 1000))
    }

    /// The same in short: kind, what it is about, and the token.
    pub(crate) async fn asked(&self) -> Vec<(&'static str, Uuid, Option<Vec<u8>>)> {
        let tasks = self.tasks().await.into_iter();
        tasks
            .map(|task| (task.kind.as_str(), task.about.as_uuid(), task.sealed))
            .collect()
    }
}

/// Stores a browser session.
pub(crate) async fn add_session(store: &Store, user: &User) -> Session {
    let session = session(user);
    written!(store, [session], tx => sessions::insert(tx, session, digest("session")));
    session
}

/// Ends a session, and what it was given.
pub(crate) async fn end_session(store: &Store, session: SessionId) {
    written!(store, [session], tx => async {
        if sessions::end(tx, *session, NOW).await? {
            chat_endings::of_session(tx, *session, NOW).await?;
        }
        Ok(())
    });
}

/// The task that ends a token which nobody could keep.
pub(crate) fn orphan(entry: &ChatSession, sealed: &[u8]) -> ChatTask {
    ChatTask {
        client_id: entry.client_id,
        kind: TaskKind::EndSession,
        about: Id::from_uuid(entry.id.as_uuid()),
        user_id: entry.user_id,
        chat_id: Some("chat".to_owned()),
        sealed: Some(sealed.to_vec()),
        wanted: 1,
        attempts: 0,
        due_at: NOW,
        stopped: None,
        created_at: NOW,
    }
}
