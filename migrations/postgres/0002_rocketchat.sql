-- Rocket.Chat: how a workspace is reached, who is who there, what was handed out, what has to be done.

CREATE TABLE workspaces (
    client_id UUID PRIMARY KEY REFERENCES clients (id) ON DELETE CASCADE,
    site TEXT COLLATE "C" NOT NULL,
    service_user_id TEXT COLLATE "C" NOT NULL,
    sealed_token BYTEA NOT NULL,
    sealed_secret BYTEA,
    version TEXT COLLATE "C" NOT NULL,
    sync TEXT COLLATE "C" NOT NULL,
    reconcile_at BIGINT NOT NULL,
    updated_at BIGINT NOT NULL
);

CREATE TABLE chat_accounts (
    client_id UUID NOT NULL REFERENCES clients (id) ON DELETE CASCADE,
    user_id UUID NOT NULL REFERENCES users (id) ON DELETE CASCADE,
    chat_id TEXT COLLATE "C",
    chat_username TEXT COLLATE "C" NOT NULL,
    follows BOOLEAN NOT NULL,
    may_administer BOOLEAN NOT NULL,
    deactivated BOOLEAN NOT NULL,
    problem TEXT COLLATE "C",
    creating_since BIGINT,
    lease_until BIGINT NOT NULL,
    avatar BYTEA,
    PRIMARY KEY (client_id, user_id)
);
CREATE UNIQUE INDEX chat_accounts_chat ON chat_accounts (client_id, chat_id);
CREATE INDEX chat_accounts_user ON chat_accounts (user_id);
CREATE INDEX chat_accounts_problem ON chat_accounts (client_id, user_id) WHERE problem IS NOT NULL;

CREATE TABLE chat_sessions (
    id UUID PRIMARY KEY,
    session_id UUID NOT NULL,
    client_id UUID NOT NULL REFERENCES clients (id) ON DELETE CASCADE,
    user_id UUID NOT NULL,
    by_button BOOLEAN NOT NULL,
    chat_id TEXT COLLATE "C",
    sealed BYTEA,
    verified_at BIGINT NOT NULL,
    lease_until BIGINT NOT NULL
);
CREATE UNIQUE INDEX chat_sessions_session ON chat_sessions (session_id, client_id);
CREATE INDEX chat_sessions_user ON chat_sessions (user_id);
CREATE INDEX chat_sessions_client ON chat_sessions (client_id);

CREATE TABLE chat_tasks (
    client_id UUID NOT NULL REFERENCES clients (id) ON DELETE CASCADE,
    kind TEXT COLLATE "C" NOT NULL,
    about UUID NOT NULL,
    user_id UUID NOT NULL,
    chat_id TEXT COLLATE "C",
    sealed BYTEA,
    wanted BIGINT NOT NULL,
    attempts BIGINT NOT NULL,
    due_at BIGINT NOT NULL,
    stopped TEXT COLLATE "C",
    created_at BIGINT NOT NULL,
    PRIMARY KEY (client_id, kind, about)
);
CREATE INDEX chat_tasks_due ON chat_tasks (due_at) WHERE stopped IS NULL;

CREATE TABLE hand_offs (
    id UUID PRIMARY KEY,
    digest BYTEA NOT NULL,
    client_id UUID NOT NULL,
    session_id UUID NOT NULL,
    browser BYTEA NOT NULL,
    used_at BIGINT,
    expires_at BIGINT NOT NULL
);

CREATE TABLE bridge_sessions (
    id UUID PRIMARY KEY,
    digest BYTEA NOT NULL,
    client_id UUID NOT NULL,
    session_id UUID NOT NULL,
    created_at BIGINT NOT NULL
);
