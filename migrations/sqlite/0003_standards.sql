-- What standard OpenID Connect needs beyond the code flow.

ALTER TABLE codes ADD COLUMN requested TEXT;
ALTER TABLE access_tokens ADD COLUMN requested TEXT;
ALTER TABLE access_tokens ADD COLUMN subject_token_id BLOB;
ALTER TABLE refresh_families ADD COLUMN requested TEXT;
ALTER TABLE client_secrets ADD COLUMN sealed BLOB;
ALTER TABLE consents ADD COLUMN claims TEXT NOT NULL DEFAULT '';

-- Access tokens of clients for themselves.
CREATE TABLE client_tokens (
    id BLOB PRIMARY KEY,
    digest BLOB NOT NULL,
    client_id BLOB NOT NULL REFERENCES clients (id) ON DELETE CASCADE,
    resources TEXT NOT NULL,
    revoked_at INTEGER,
    expires_at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX client_tokens_expiry ON client_tokens (expires_at);
CREATE INDEX client_tokens_client ON client_tokens (client_id);

CREATE TABLE device_codes (
    id BLOB PRIMARY KEY,
    digest BLOB NOT NULL,
    user_code TEXT NOT NULL UNIQUE,
    client_id BLOB NOT NULL REFERENCES clients (id) ON DELETE CASCADE,
    scopes TEXT NOT NULL,
    requested TEXT,
    correlation INTEGER NOT NULL,
    approval_id BLOB,
    user_id BLOB,
    session_id BLOB,
    authenticated_at INTEGER,
    denied_at INTEGER,
    redeemed_at INTEGER,
    polled_at INTEGER,
    pause INTEGER NOT NULL,
    expires_at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX device_codes_client ON device_codes (client_id);

CREATE TABLE pushed_requests (
    id BLOB PRIMARY KEY,
    digest BLOB NOT NULL,
    client_id BLOB NOT NULL REFERENCES clients (id) ON DELETE CASCADE,
    parameters TEXT NOT NULL,
    expires_at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX pushed_requests_client ON pushed_requests (client_id);

-- Assertions that were used, so that none is used again.
CREATE TABLE used_assertions (
    digest BLOB PRIMARY KEY,
    expires_at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX used_assertions_expiry ON used_assertions (expires_at);

CREATE TABLE initial_access_tokens (
    id BLOB PRIMARY KEY,
    digest BLOB NOT NULL,
    name TEXT NOT NULL,
    uses_left INTEGER NOT NULL,
    created_at INTEGER NOT NULL,
    expires_at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

-- Clients that registered themselves, and what manages each of them.
CREATE TABLE registrations (
    client_id BLOB PRIMARY KEY REFERENCES clients (id) ON DELETE CASCADE,
    token_id BLOB NOT NULL,
    digest BLOB NOT NULL,
    used_at INTEGER,
    registered_at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX registrations_unused ON registrations (registered_at) WHERE used_at IS NULL;

-- Which clients have to hear of the end of which session, and under which name they know the person.
-- At look_at the session may have run out.
CREATE TABLE session_clients (
    session_id BLOB NOT NULL,
    client_id BLOB NOT NULL REFERENCES clients (id) ON DELETE CASCADE,
    user_id BLOB NOT NULL,
    subject TEXT NOT NULL,
    look_at INTEGER NOT NULL,
    PRIMARY KEY (session_id, client_id)
) STRICT, WITHOUT ROWID;
CREATE INDEX session_clients_user ON session_clients (user_id);
CREATE INDEX session_clients_client ON session_clients (client_id);
CREATE INDEX session_clients_look ON session_clients (look_at);

-- Logout tokens that have to be delivered; those that stopped are kept until due_at.
CREATE TABLE logout_tasks (
    client_id BLOB NOT NULL REFERENCES clients (id) ON DELETE CASCADE,
    session_id BLOB NOT NULL,
    user_id BLOB NOT NULL,
    subject TEXT NOT NULL,
    attempts INTEGER NOT NULL,
    due_at INTEGER NOT NULL,
    stopped TEXT,
    created_at INTEGER NOT NULL,
    PRIMARY KEY (client_id, session_id)
) STRICT, WITHOUT ROWID;
CREATE INDEX logout_tasks_due ON logout_tasks (due_at);
