-- Rocket.Chat: how a workspace is reached, who is who there, what was handed out, what has to be done.

CREATE TABLE workspaces (
    client_id BLOB PRIMARY KEY REFERENCES clients (id) ON DELETE CASCADE,
    site TEXT NOT NULL,
    service_user_id TEXT NOT NULL,
    sealed_token BLOB NOT NULL,
    sealed_secret BLOB,
    version TEXT NOT NULL,
    sync TEXT NOT NULL,
    reconcile_at INTEGER NOT NULL,
    updated_at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE chat_accounts (
    client_id BLOB NOT NULL REFERENCES clients (id) ON DELETE CASCADE,
    user_id BLOB NOT NULL REFERENCES users (id) ON DELETE CASCADE,
    chat_id TEXT,
    chat_username TEXT NOT NULL,
    follows INTEGER NOT NULL,
    may_administer INTEGER NOT NULL,
    deactivated INTEGER NOT NULL,
    problem TEXT,
    creating_since INTEGER,
    lease_until INTEGER NOT NULL,
    avatar BLOB,
    PRIMARY KEY (client_id, user_id)
) STRICT, WITHOUT ROWID;
CREATE UNIQUE INDEX chat_accounts_chat ON chat_accounts (client_id, chat_id);
CREATE INDEX chat_accounts_user ON chat_accounts (user_id);
CREATE INDEX chat_accounts_problem ON chat_accounts (client_id, user_id) WHERE problem IS NOT NULL;

CREATE TABLE chat_sessions (
    id BLOB PRIMARY KEY,
    session_id BLOB NOT NULL,
    client_id BLOB NOT NULL REFERENCES clients (id) ON DELETE CASCADE,
    user_id BLOB NOT NULL,
    by_button INTEGER NOT NULL,
    chat_id TEXT,
    sealed BLOB,
    verified_at INTEGER NOT NULL,
    lease_until INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
CREATE UNIQUE INDEX chat_sessions_session ON chat_sessions (session_id, client_id);
CREATE INDEX chat_sessions_user ON chat_sessions (user_id);
CREATE INDEX chat_sessions_client ON chat_sessions (client_id);

CREATE TABLE chat_tasks (
    client_id BLOB NOT NULL REFERENCES clients (id) ON DELETE CASCADE,
    kind TEXT NOT NULL,
    about BLOB NOT NULL,
    user_id BLOB NOT NULL,
    chat_id TEXT,
    sealed BLOB,
    wanted INTEGER NOT NULL,
    attempts INTEGER NOT NULL,
    due_at INTEGER NOT NULL,
    stopped TEXT,
    created_at INTEGER NOT NULL,
    PRIMARY KEY (client_id, kind, about)
) STRICT, WITHOUT ROWID;
CREATE INDEX chat_tasks_due ON chat_tasks (due_at) WHERE stopped IS NULL;

CREATE TABLE hand_offs (
    id BLOB PRIMARY KEY,
    digest BLOB NOT NULL,
    client_id BLOB NOT NULL,
    session_id BLOB NOT NULL,
    browser BLOB NOT NULL,
    used_at INTEGER,
    expires_at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE bridge_sessions (
    id BLOB PRIMARY KEY,
    digest BLOB NOT NULL,
    client_id BLOB NOT NULL,
    session_id BLOB NOT NULL,
    created_at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
