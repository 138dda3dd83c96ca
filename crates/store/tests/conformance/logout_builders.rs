//! Browser sessions and the clients that hear of their ends.

use gantry_core::client::{Client, ClientRowId};
use gantry_core::session::{Session, SessionId};
use gantry_core::user::User;
use gantry_store::logout_tasks::{self, LogoutTask};
use gantry_store::session_clients::{self, SessionClient};
use gantry_store::{Store, clients, session_endings, sessions, users};

use crate::builders::{LATER, NOW, client, digest, session, user};
use crate::support::{TestStore, read, written};

/// A person with a browser session, and a client.
pub(crate) struct Hearing {
    pub(crate) store: TestStore,
    pub(crate) user: User,
    pub(crate) client: Client,
    pub(crate) session: Session,
}

impl Hearing {
    pub(crate) async fn open() -> Self {
        let store = TestStore::open().await;
        let (user, client) = (user("alice"), client("wiki"));
        let session = add_session(&store, &user).await;
        written!(store, [user], tx => users::insert(tx, user, None));
        assert!(written!(store, [client], tx => clients::insert(tx, client)));
        Self {
            store,
            user,
            client,
            session,
        }
    }

    pub(crate) async fn another_session(&self) -> Session {
        add_session(&self.store, &self.user).await
    }

    pub(crate) async fn another_client(&self, slug: &str) -> Client {
        let client = client(slug);
        assert!(written!(self.store, [client], tx => clients::insert(tx, client)));
        client
    }

    /// The client of this test is given a token in a session.
    pub(crate) async fn enter(&self, session: &Session) -> bool {
        enter(&self.store, &entry(session, &self.client)).await
    }

    /// Which clients hear of the end.
    pub(crate) async fn end(&self, session: SessionId) -> Vec<ClientRowId> {
        end(&self.store, session).await
    }

    /// What waits for the client of this test.
    pub(crate) async fn tasks(&self) -> Vec<LogoutTask> {
        read!(self.store, conn => logout_tasks::of_client(conn, self.client.id, 1000))
    }

    /// The sessions whose end waits to be told.
    pub(crate) async fn ended(&self) -> Vec<SessionId> {
        let tasks = self.tasks().await.into_iter();
        tasks.map(|task| task.session_id).collect()
    }
}

pub(crate) fn entry(session: &Session, client: &Client) -> SessionClient {
    SessionClient {
        session_id: session.id,
        client_id: client.id,
        subject: "alice-there".to_owned(),
        look_at: LATER,
    }
}

/// Enters as the token endpoint does.
pub(crate) async fn enter(store: &Store, entry: &SessionClient) -> bool {
    written!(store, [entry], tx => async {
        if !sessions::hold(tx, entry.session_id).await? {
            return Ok(false);
        }
        session_clients::enter(tx, entry).await
    })
}

/// Ends as a sign-out does.
pub(crate) async fn end(store: &Store, session: SessionId) -> Vec<ClientRowId> {
    written!(store, [session], tx => async {
        if !sessions::end(tx, *session, NOW).await? {
            return Ok(Vec::new());
        }
        session_endings::of_session(tx, *session, NOW).await
    })
}

async fn add_session(store: &Store, user: &User) -> Session {
    let session = session(user);
    written!(store, [session], tx => sessions::insert(tx, session, digest("session")));
    session
}
