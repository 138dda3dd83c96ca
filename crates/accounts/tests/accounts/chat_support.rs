//! A connected workspace with a person in it, and what it waits for.

use gantry_core::client::{Client, ClientRowId};
use gantry_core::group::GroupId;
use gantry_core::methods::Methods;
use gantry_core::session::Session;
use gantry_core::token::Token;
use gantry_core::user::{User, UserId};
use gantry_core::workspace::{ChatAccount, ChatSession, SyncSettings, Workspace};
use gantry_core::{Digest, Timestamp};
use gantry_store::{StoreError, Tx, WriteFuture};
use gantry_store::{chat_links, chat_sessions, chat_tasks, sessions, workspaces};

use crate::support::{Installation, OPERATOR, new_client};

/// An installation with one workspace, in which alice is known and entered.
pub(crate) struct Chat {
    pub(crate) home: Installation,
    pub(crate) client: Client,
    pub(crate) alice: User,
    /// Given a login token.
    pub(crate) session: Session,
    /// Came by the button.
    pub(crate) button: Session,
}

impl Chat {
    /// Connected to a workspace.
    pub(crate) async fn connected() -> Self {
        let home = Installation::start().await;
        home.admin("root").await;
        let alice = home.person("alice").await;
        let added = home.accounts.add_client(&OPERATOR, new_client("Chat"));
        let client = added.await.unwrap().client;
        put(&home, workspace(client.id)).await;
        let (session, button) = (session(&home, &alice).await, session(&home, &alice).await);
        let this = Self {
            home,
            client,
            alice,
            session,
            button,
        };
        this.fill().await;
        this
    }

    /// The same after the workspace was disconnected.
    pub(crate) async fn disconnected() -> Self {
        let this = Self::connected().await;
        write(&this.home, this.client.id, |tx, client| {
            Box::pin(async move { workspaces::delete(tx, *client).await.map(drop) })
        })
        .await;
        this
    }

    async fn fill(&self) {
        let account = account(self.client.id, self.alice.id);
        write(&self.home, account, |tx, account| {
            Box::pin(async move { chat_links::put(tx, account).await.map(drop) })
        })
        .await;
        self.enter(&self.session, false).await;
        self.enter(&self.button, true).await;
    }

    /// A session comes by the button, or is given a token.
    pub(crate) async fn enter(&self, session: &Session, by_button: bool) {
        let entry = ChatSession {
            id: self.home.accounts.env().id(),
            session_id: session.id,
            client_id: self.client.id,
            user_id: session.user_id,
            by_button,
            chat_id: None,
            sealed: None,
            verified_at: session.created_at,
        };
        write(&self.home, entry, |tx, entry| {
            Box::pin(async move {
                chat_sessions::enter(tx, entry).await?;
                if !entry.by_button {
                    let now = entry.verified_at;
                    chat_sessions::keep(tx, entry.id, "chat", b"token", now).await?;
                }
                Ok(())
            })
        })
        .await;
    }

    /// One more session of alice.
    pub(crate) async fn another_session(&self) -> Session {
        session(&self.home, &self.alice).await
    }

    /// The kinds of the tasks that wait. Each must be due, of alice, and know her account.
    pub(crate) async fn asked(&self) -> Vec<&'static str> {
        let mut conn = self.home.accounts.store().read().await.unwrap();
        let tasks = chat_tasks::of_workspace(&mut conn, self.client.id, 100).await;
        let tasks = tasks.unwrap();
        let now = self.home.accounts.env().now();
        for task in &tasks {
            assert_eq!(task.user_id, self.alice.id);
            assert!(task.due_at <= now && task.chat_id.as_deref() == Some("chat"));
        }
        tasks.iter().map(|task| task.kind.as_str()).collect()
    }

    /// Whether a session still has something in the workspace.
    pub(crate) async fn is_in(&self, session: &Session) -> bool {
        let mut conn = self.home.accounts.store().read().await.unwrap();
        let found = chat_sessions::find(&mut conn, session.id, self.client.id).await;
        found.unwrap().is_some()
    }

    /// The same, and then all of it is done.
    pub(crate) async fn done(&self) -> Vec<&'static str> {
        let asked = self.asked().await;
        write(&self.home, self.client.id, |tx, client| {
            Box::pin(async move {
                for task in chat_tasks::of_workspace(tx, *client, 100).await? {
                    chat_tasks::done(tx, &task).await?;
                }
                Ok(())
            })
        })
        .await;
        asked
    }

    /// Connects the workspace, with this kept in step.
    pub(crate) async fn connect(&self, sync: SyncSettings) {
        put(&self.home, workspace(self.client.id)).await;
        let set = (self.client.id, sync);
        write(&self.home, set, |tx, (client, sync)| {
            Box::pin(async move {
                let now = Timestamp::from_i64(0);
                workspaces::set_sync(tx, *client, sync, now).await.map(drop)
            })
        })
        .await;
    }

    /// A group of nobody.
    pub(crate) async fn staff(&self) -> GroupId {
        let name = "staff".parse().unwrap();
        let added = self.home.accounts.add_group(&OPERATOR, name).await;
        added.unwrap().id
    }
}

async fn put(home: &Installation, workspace: Workspace) {
    write(home, workspace, |tx, workspace| {
        Box::pin(workspaces::put(tx, workspace))
    })
    .await;
}

async fn write<A, F>(home: &Installation, arguments: A, closure: F)
where
    A: Send + Sync + 'static,
    F: for<'t> Fn(&'t mut Tx, &'t A) -> WriteFuture<'t, ()> + Send + Sync + 'static,
{
    let written: Result<(), StoreError> = home.accounts.store().write(arguments, closure).await;
    written.unwrap();
}

fn workspace(client_id: ClientRowId) -> Workspace {
    let begin = gantry_core::Timestamp::from_i64(0);
    Workspace {
        client_id,
        site: "https://chat.example.org".to_owned(),
        service_user_id: "service".to_owned(),
        sealed_token: vec![1],
        sealed_secret: None,
        version: "8.0.0".to_owned(),
        sync: SyncSettings::default(),
        reconcile_at: begin,
        updated_at: begin,
    }
}

fn account(client_id: ClientRowId, user_id: UserId) -> ChatAccount {
    ChatAccount {
        client_id,
        user_id,
        chat_id: Some("chat".to_owned()),
        chat_username: "alice".to_owned(),
        follows: true,
        may_administer: false,
        deactivated: false,
        problem: None,
        creating_since: None,
        avatar: None,
    }
}

async fn session(home: &Installation, user: &User) -> Session {
    let env = home.accounts.env();
    let now = env.now();
    let session = Session {
        id: Token::<Session>::generate(env).id(),
        user_id: user.id,
        authenticated_at: now,
        created_at: now,
        last_seen_at: now,
        methods: Methods::default(),
        factor_at: None,
        address: String::new(),
        device: "test".to_owned(),
    };
    write(home, session.clone(), |tx, session| {
        Box::pin(sessions::insert(tx, session, Digest::of(b"secret")))
    })
    .await;
    session
}
