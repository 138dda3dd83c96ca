-- Everything the first release keeps. Times are whole seconds, ids are UUID version 7.

CREATE TABLE config_version (
    id BIGINT PRIMARY KEY CHECK (id = 1),
    version BIGINT NOT NULL
);
INSERT INTO config_version (id, version) VALUES (1, 1);

CREATE TABLE settings (
    name TEXT COLLATE "C" PRIMARY KEY,
    value TEXT COLLATE "C" NOT NULL
);

CREATE TABLE users (
    id UUID PRIMARY KEY,
    subject TEXT COLLATE "C" NOT NULL UNIQUE,
    username TEXT COLLATE "C" NOT NULL,
    username_folded TEXT COLLATE "C" NOT NULL UNIQUE,
    email TEXT COLLATE "C" UNIQUE,
    email_verified BOOLEAN NOT NULL,
    name TEXT COLLATE "C" NOT NULL,
    profile TEXT COLLATE "C" NOT NULL,
    admin BOOLEAN NOT NULL,
    disabled BOOLEAN NOT NULL,
    language TEXT COLLATE "C",
    password_hash TEXT COLLATE "C",
    revoked_before UUID,
    created_at BIGINT NOT NULL,
    updated_at BIGINT NOT NULL
);
CREATE INDEX users_admin ON users (id) WHERE admin;

CREATE TABLE user_words (
    word TEXT COLLATE "C" NOT NULL,
    user_id UUID NOT NULL REFERENCES users (id) ON DELETE CASCADE,
    PRIMARY KEY (word, user_id)
);
CREATE INDEX user_words_user ON user_words (user_id);

CREATE TABLE used_identifiers (
    digest BYTEA PRIMARY KEY,
    subject TEXT COLLATE "C" NOT NULL,
    used_at BIGINT NOT NULL
);

CREATE TABLE groups (
    id UUID PRIMARY KEY,
    name TEXT COLLATE "C" NOT NULL,
    name_folded TEXT COLLATE "C" NOT NULL UNIQUE,
    created_at BIGINT NOT NULL
);

CREATE TABLE memberships (
    group_id UUID NOT NULL REFERENCES groups (id) ON DELETE CASCADE,
    user_id UUID NOT NULL REFERENCES users (id) ON DELETE CASCADE,
    PRIMARY KEY (group_id, user_id)
);
CREATE INDEX memberships_user ON memberships (user_id, group_id);

CREATE TABLE clients (
    id UUID PRIMARY KEY,
    client_id TEXT COLLATE "C" NOT NULL UNIQUE,
    slug TEXT COLLATE "C" NOT NULL UNIQUE,
    name TEXT COLLATE "C" NOT NULL,
    disabled BOOLEAN NOT NULL,
    settings TEXT COLLATE "C" NOT NULL,
    created_at BIGINT NOT NULL
);

CREATE TABLE client_secrets (
    id UUID PRIMARY KEY,
    client_id UUID NOT NULL REFERENCES clients (id) ON DELETE CASCADE,
    digest BYTEA NOT NULL,
    created_at BIGINT NOT NULL,
    expires_at BIGINT
);
CREATE INDEX client_secrets_client ON client_secrets (client_id);

CREATE TABLE signing_keys (
    id UUID PRIMARY KEY,
    kid TEXT COLLATE "C" NOT NULL UNIQUE,
    algorithm TEXT COLLATE "C" NOT NULL,
    sealed BYTEA NOT NULL,
    active_from BIGINT NOT NULL,
    retired_at BIGINT,
    created_at BIGINT NOT NULL
);

CREATE TABLE sessions (
    id UUID PRIMARY KEY,
    digest BYTEA NOT NULL,
    user_id UUID NOT NULL,
    authenticated_at BIGINT NOT NULL,
    created_at BIGINT NOT NULL,
    last_seen_at BIGINT NOT NULL,
    ended_at BIGINT,
    device TEXT COLLATE "C" NOT NULL
);
CREATE INDEX sessions_user ON sessions (user_id, id);

CREATE TABLE authorization_requests (
    id UUID PRIMARY KEY,
    client_id UUID NOT NULL,
    browser BYTEA NOT NULL,
    correlation BIGINT NOT NULL,
    asked TEXT COLLATE "C" NOT NULL,
    session_id UUID,
    consented BOOLEAN NOT NULL,
    finished_at BIGINT,
    created_at BIGINT NOT NULL,
    expires_at BIGINT NOT NULL
);

CREATE TABLE codes (
    id UUID PRIMARY KEY,
    digest BYTEA NOT NULL,
    client_id UUID NOT NULL,
    user_id UUID NOT NULL,
    session_id UUID NOT NULL,
    authenticated_at BIGINT NOT NULL,
    redirect_uri TEXT COLLATE "C" NOT NULL,
    scopes TEXT COLLATE "C" NOT NULL,
    nonce TEXT COLLATE "C",
    code_challenge TEXT COLLATE "C",
    correlation BIGINT NOT NULL,
    redeemed_at BIGINT,
    access_token_id UUID,
    family_id UUID,
    expires_at BIGINT NOT NULL
);

CREATE TABLE access_tokens (
    id UUID PRIMARY KEY,
    digest BYTEA NOT NULL,
    client_id UUID NOT NULL,
    user_id UUID NOT NULL,
    session_id UUID,
    family_id UUID,
    scopes TEXT COLLATE "C" NOT NULL,
    correlation BIGINT NOT NULL,
    first_used_at BIGINT,
    revoked_at BIGINT,
    expires_at BIGINT NOT NULL
);
CREATE INDEX access_tokens_expiry ON access_tokens (expires_at);

CREATE TABLE refresh_families (
    id UUID PRIMARY KEY,
    client_id UUID NOT NULL,
    user_id UUID NOT NULL,
    session_id UUID,
    scopes TEXT COLLATE "C" NOT NULL,
    authenticated_at BIGINT NOT NULL,
    correlation BIGINT NOT NULL,
    revoked_at BIGINT,
    expires_at BIGINT NOT NULL
);
CREATE INDEX refresh_families_expiry ON refresh_families (expires_at);

CREATE TABLE refresh_tokens (
    id UUID PRIMARY KEY,
    digest BYTEA NOT NULL,
    family_id UUID NOT NULL,
    used_at BIGINT,
    sibling_at BIGINT,
    expires_at BIGINT NOT NULL
);
CREATE INDEX refresh_tokens_expiry ON refresh_tokens (expires_at);

CREATE TABLE consents (
    user_id UUID NOT NULL,
    client_id UUID NOT NULL,
    scopes TEXT COLLATE "C" NOT NULL,
    granted_at BIGINT NOT NULL,
    revoked_before UUID,
    PRIMARY KEY (user_id, client_id)
);

CREATE TABLE audit (
    id UUID PRIMARY KEY,
    at BIGINT NOT NULL,
    event TEXT COLLATE "C" NOT NULL,
    reason TEXT COLLATE "C",
    correlation BIGINT,
    user_id UUID,
    actor_id UUID,
    client_id UUID,
    detail TEXT COLLATE "C" NOT NULL
);
CREATE INDEX audit_correlation ON audit (correlation, id);
CREATE INDEX audit_user ON audit (user_id, id);
CREATE INDEX audit_client ON audit (client_id, id);

CREATE TABLE throttles (
    subject BYTEA PRIMARY KEY,
    failures BIGINT NOT NULL,
    blocked_until BIGINT NOT NULL,
    expires_at BIGINT NOT NULL
);
CREATE INDEX throttles_expiry ON throttles (expires_at);

CREATE TABLE setup_links (
    id UUID PRIMARY KEY,
    digest BYTEA NOT NULL,
    used_at BIGINT,
    expires_at BIGINT NOT NULL
);
