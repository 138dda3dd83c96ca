-- Everything the first release keeps. Times are whole seconds, ids are UUID version 7.

CREATE TABLE config_version (
    id INTEGER PRIMARY KEY CHECK (id = 1),
    version INTEGER NOT NULL
) STRICT;
INSERT INTO config_version (id, version) VALUES (1, 1);

CREATE TABLE settings (
    name TEXT PRIMARY KEY,
    value TEXT NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE users (
    id BLOB PRIMARY KEY,
    subject TEXT NOT NULL UNIQUE,
    username TEXT NOT NULL,
    username_folded TEXT NOT NULL UNIQUE,
    email TEXT UNIQUE,
    email_verified INTEGER NOT NULL,
    name TEXT NOT NULL,
    profile TEXT NOT NULL,
    admin INTEGER NOT NULL,
    disabled INTEGER NOT NULL,
    language TEXT,
    password_hash TEXT,
    revoked_before BLOB,
    created_at INTEGER NOT NULL,
    updated_at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX users_admin ON users (id) WHERE admin;

CREATE TABLE user_words (
    word TEXT NOT NULL,
    user_id BLOB NOT NULL REFERENCES users (id) ON DELETE CASCADE,
    PRIMARY KEY (word, user_id)
) STRICT, WITHOUT ROWID;
CREATE INDEX user_words_user ON user_words (user_id);

CREATE TABLE used_identifiers (
    digest BLOB PRIMARY KEY,
    subject TEXT NOT NULL,
    used_at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE groups (
    id BLOB PRIMARY KEY,
    name TEXT NOT NULL,
    name_folded TEXT NOT NULL UNIQUE,
    created_at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE memberships (
    group_id BLOB NOT NULL REFERENCES groups (id) ON DELETE CASCADE,
    user_id BLOB NOT NULL REFERENCES users (id) ON DELETE CASCADE,
    PRIMARY KEY (group_id, user_id)
) STRICT, WITHOUT ROWID;
CREATE INDEX memberships_user ON memberships (user_id, group_id);

CREATE TABLE clients (
    id BLOB PRIMARY KEY,
    client_id TEXT NOT NULL UNIQUE,
    slug TEXT NOT NULL UNIQUE,
    name TEXT NOT NULL,
    disabled INTEGER NOT NULL,
    settings TEXT NOT NULL,
    created_at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE client_secrets (
    id BLOB PRIMARY KEY,
    client_id BLOB NOT NULL REFERENCES clients (id) ON DELETE CASCADE,
    digest BLOB NOT NULL,
    created_at INTEGER NOT NULL,
    expires_at INTEGER
) STRICT, WITHOUT ROWID;
CREATE INDEX client_secrets_client ON client_secrets (client_id);

CREATE TABLE signing_keys (
    id BLOB PRIMARY KEY,
    kid TEXT NOT NULL UNIQUE,
    algorithm TEXT NOT NULL,
    sealed BLOB NOT NULL,
    active_from INTEGER NOT NULL,
    retired_at INTEGER,
    created_at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE sessions (
    id BLOB PRIMARY KEY,
    digest BLOB NOT NULL,
    user_id BLOB NOT NULL,
    authenticated_at INTEGER NOT NULL,
    created_at INTEGER NOT NULL,
    last_seen_at INTEGER NOT NULL,
    ended_at INTEGER,
    device TEXT NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX sessions_user ON sessions (user_id, id);

CREATE TABLE authorization_requests (
    id BLOB PRIMARY KEY,
    client_id BLOB NOT NULL,
    browser BLOB NOT NULL,
    correlation INTEGER NOT NULL,
    asked TEXT NOT NULL,
    session_id BLOB,
    consented INTEGER NOT NULL,
    finished_at INTEGER,
    created_at INTEGER NOT NULL,
    expires_at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE codes (
    id BLOB PRIMARY KEY,
    digest BLOB NOT NULL,
    client_id BLOB NOT NULL,
    user_id BLOB NOT NULL,
    session_id BLOB NOT NULL,
    authenticated_at INTEGER NOT NULL,
    redirect_uri TEXT NOT NULL,
    scopes TEXT NOT NULL,
    nonce TEXT,
    code_challenge TEXT,
    correlation INTEGER NOT NULL,
    redeemed_at INTEGER,
    access_token_id BLOB,
    family_id BLOB,
    expires_at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE access_tokens (
    id BLOB PRIMARY KEY,
    digest BLOB NOT NULL,
    client_id BLOB NOT NULL,
    user_id BLOB NOT NULL,
    session_id BLOB,
    family_id BLOB,
    scopes TEXT NOT NULL,
    correlation INTEGER NOT NULL,
    first_used_at INTEGER,
    revoked_at INTEGER,
    expires_at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX access_tokens_expiry ON access_tokens (expires_at);

CREATE TABLE refresh_families (
    id BLOB PRIMARY KEY,
    client_id BLOB NOT NULL,
    user_id BLOB NOT NULL,
    session_id BLOB,
    scopes TEXT NOT NULL,
    authenticated_at INTEGER NOT NULL,
    correlation INTEGER NOT NULL,
    revoked_at INTEGER,
    expires_at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX refresh_families_expiry ON refresh_families (expires_at);

CREATE TABLE refresh_tokens (
    id BLOB PRIMARY KEY,
    digest BLOB NOT NULL,
    family_id BLOB NOT NULL,
    used_at INTEGER,
    sibling_at INTEGER,
    expires_at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX refresh_tokens_expiry ON refresh_tokens (expires_at);

CREATE TABLE consents (
    user_id BLOB NOT NULL,
    client_id BLOB NOT NULL,
    scopes TEXT NOT NULL,
    granted_at INTEGER NOT NULL,
    revoked_before BLOB,
    PRIMARY KEY (user_id, client_id)
) STRICT, WITHOUT ROWID;

CREATE TABLE audit (
    id BLOB PRIMARY KEY,
    at INTEGER NOT NULL,
    event TEXT NOT NULL,
    reason TEXT,
    correlation INTEGER,
    user_id BLOB,
    actor_id BLOB,
    client_id BLOB,
    detail TEXT NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX audit_correlation ON audit (correlation, id);
CREATE INDEX audit_user ON audit (user_id, id);
CREATE INDEX audit_client ON audit (client_id, id);

CREATE TABLE throttles (
    subject BLOB PRIMARY KEY,
    failures INTEGER NOT NULL,
    blocked_until INTEGER NOT NULL,
    expires_at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX throttles_expiry ON throttles (expires_at);

CREATE TABLE setup_links (
    id BLOB PRIMARY KEY,
    digest BLOB NOT NULL,
    used_at INTEGER,
    expires_at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
