-- Administration and accounts: roles, nested groups, second factors, mail, tokens of the API, back-ups.

ALTER TABLE users ADD COLUMN role TEXT;
UPDATE users SET role = 'administrator' WHERE admin;
DROP INDEX users_admin;
ALTER TABLE users DROP COLUMN admin;
ALTER TABLE users ADD COLUMN attributes TEXT NOT NULL DEFAULT '{}';
ALTER TABLE users ADD COLUMN factor_demanded INTEGER NOT NULL DEFAULT 0;
ALTER TABLE users ADD COLUMN signed_in_at INTEGER;
CREATE INDEX users_role ON users (role, id) WHERE role IS NOT NULL;
CREATE INDEX users_disabled ON users (username_folded) WHERE disabled;

ALTER TABLE groups ADD COLUMN parent_id BLOB REFERENCES groups (id);
ALTER TABLE groups ADD COLUMN factor_demanded INTEGER NOT NULL DEFAULT 0;
CREATE INDEX groups_parent ON groups (parent_id);

-- How the person proved who it is: words of `core::methods`.
ALTER TABLE sessions ADD COLUMN methods TEXT NOT NULL DEFAULT 'password';
ALTER TABLE sessions ADD COLUMN factor_at INTEGER;
ALTER TABLE sessions ADD COLUMN address TEXT NOT NULL DEFAULT '';
ALTER TABLE codes ADD COLUMN methods TEXT NOT NULL DEFAULT 'password';
ALTER TABLE access_tokens ADD COLUMN methods TEXT NOT NULL DEFAULT 'password';
ALTER TABLE refresh_families ADD COLUMN methods TEXT NOT NULL DEFAULT 'password';
ALTER TABLE device_codes ADD COLUMN methods TEXT NOT NULL DEFAULT 'password';

-- Sign-ins that still need a second factor. No session exists yet.
CREATE TABLE sign_ins (
    id BLOB PRIMARY KEY,
    digest BLOB NOT NULL,
    user_id BLOB NOT NULL REFERENCES users (id) ON DELETE CASCADE,
    methods TEXT NOT NULL,
    request_id BLOB,
    former_session BLOB,
    address TEXT NOT NULL,
    device TEXT NOT NULL,
    failures INTEGER NOT NULL,
    finished_at INTEGER,
    created_at INTEGER NOT NULL,
    expires_at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX sign_ins_user ON sign_ins (user_id);

-- One-time passwords (RFC 6238), each confirmed by a code before it got here.
CREATE TABLE totp_factors (
    id BLOB PRIMARY KEY,
    user_id BLOB NOT NULL REFERENCES users (id) ON DELETE CASCADE,
    name TEXT NOT NULL,
    sealed BLOB NOT NULL,
    last_step INTEGER NOT NULL,
    last_used_at INTEGER,
    created_at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX totp_factors_user ON totp_factors (user_id);

CREATE TABLE passkeys (
    id BLOB PRIMARY KEY,
    user_id BLOB NOT NULL REFERENCES users (id) ON DELETE CASCADE,
    credential BLOB NOT NULL UNIQUE,
    name TEXT NOT NULL,
    passkey TEXT NOT NULL,
    last_used_at INTEGER,
    created_at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX passkeys_user ON passkeys (user_id);

-- What a browser was asked to sign with a passkey.
CREATE TABLE ceremonies (
    id BLOB PRIMARY KEY,
    digest BLOB NOT NULL,
    kind TEXT NOT NULL,
    user_id BLOB REFERENCES users (id) ON DELETE CASCADE,
    bound_to BLOB,
    state TEXT NOT NULL,
    used_at INTEGER,
    expires_at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX ceremonies_user ON ceremonies (user_id);

CREATE TABLE recovery_codes (
    id BLOB PRIMARY KEY,
    user_id BLOB NOT NULL REFERENCES users (id) ON DELETE CASCADE,
    digest BLOB NOT NULL,
    used_at INTEGER,
    created_at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX recovery_codes_user ON recovery_codes (user_id);

-- Links in mails: one use, one purpose, one hour.
CREATE TABLE mail_links (
    id BLOB PRIMARY KEY,
    digest BLOB NOT NULL,
    purpose TEXT NOT NULL,
    user_id BLOB REFERENCES users (id) ON DELETE CASCADE,
    email TEXT NOT NULL,
    detail TEXT NOT NULL,
    created_by BLOB,
    used_at INTEGER,
    created_at INTEGER NOT NULL,
    expires_at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX mail_links_user ON mail_links (user_id);
CREATE INDEX mail_links_invitations ON mail_links (id) WHERE purpose = 'invitation' AND used_at IS NULL;

-- Mails that have to be sent; those that stopped are kept until due_at.
CREATE TABLE mail_outbox (
    id BLOB PRIMARY KEY,
    kind TEXT NOT NULL,
    sealed BLOB NOT NULL,
    attempts INTEGER NOT NULL,
    due_at INTEGER NOT NULL,
    problem TEXT,
    stopped TEXT,
    created_at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX mail_outbox_due ON mail_outbox (due_at);
CREATE INDEX mail_outbox_stopped ON mail_outbox (id) WHERE stopped IS NOT NULL;

-- Pictures of people, applications and of this place, as they are served.
CREATE TABLE images (
    kind TEXT NOT NULL,
    owner BLOB NOT NULL,
    handle TEXT NOT NULL UNIQUE,
    content_type TEXT NOT NULL,
    bytes BLOB,
    updated_at INTEGER NOT NULL,
    PRIMARY KEY (kind, owner)
) STRICT, WITHOUT ROWID;

CREATE TABLE api_tokens (
    id BLOB PRIMARY KEY,
    digest BLOB NOT NULL,
    name TEXT NOT NULL,
    user_id BLOB NOT NULL REFERENCES users (id) ON DELETE CASCADE,
    scopes TEXT NOT NULL,
    last_used_at INTEGER,
    revoked_at INTEGER,
    created_at INTEGER NOT NULL,
    expires_at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX api_tokens_user ON api_tokens (user_id);

-- The trail in numbers: how often an event ended how, in which hour.
CREATE TABLE trail_counts (
    hour INTEGER NOT NULL,
    event TEXT NOT NULL,
    reason TEXT NOT NULL,
    times INTEGER NOT NULL,
    PRIMARY KEY (hour, event, reason)
) STRICT, WITHOUT ROWID;
CREATE INDEX audit_actor ON audit (actor_id, id) WHERE actor_id IS NOT NULL;
CREATE INDEX audit_refused ON audit (reason, id) WHERE reason IS NOT NULL;
CREATE INDEX audit_refusals ON audit (id) WHERE reason IS NOT NULL;
-- Steps of sign-ins are most of the trail; whoever looks for them reads it in order.
CREATE INDEX audit_acts ON audit (event, id) WHERE event NOT IN ('authorize', 'code', 'token', 'userinfo', 'sign_in');

-- What needs attention is found without reading what does not.
CREATE INDEX client_secrets_expiry ON client_secrets (expires_at) WHERE expires_at IS NOT NULL;
CREATE INDEX logout_tasks_stopped ON logout_tasks (client_id) WHERE stopped IS NOT NULL;
CREATE INDEX chat_tasks_stopped ON chat_tasks (client_id) WHERE stopped IS NOT NULL;

-- Work that one of several servers does at a time.
CREATE TABLE jobs (
    name TEXT PRIMARY KEY,
    lease_until INTEGER NOT NULL,
    position TEXT NOT NULL,
    done_at INTEGER
) STRICT, WITHOUT ROWID;

CREATE TABLE backups (
    id BLOB PRIMARY KEY,
    path TEXT NOT NULL,
    bytes INTEGER NOT NULL,
    problem TEXT,
    checked_at INTEGER,
    created_at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
