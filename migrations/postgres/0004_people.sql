-- Administration and accounts: roles, nested groups, second factors, mail, tokens of the API, back-ups.

ALTER TABLE users ADD COLUMN role TEXT COLLATE "C";
UPDATE users SET role = 'administrator' WHERE admin;
DROP INDEX users_admin;
ALTER TABLE users DROP COLUMN admin;
ALTER TABLE users ADD COLUMN attributes TEXT COLLATE "C" NOT NULL DEFAULT '{}';
ALTER TABLE users ADD COLUMN factor_demanded BOOLEAN NOT NULL DEFAULT FALSE;
ALTER TABLE users ADD COLUMN signed_in_at BIGINT;
CREATE INDEX users_role ON users (role, id) WHERE role IS NOT NULL;
CREATE INDEX users_disabled ON users (username_folded) WHERE disabled;

ALTER TABLE groups ADD COLUMN parent_id UUID REFERENCES groups (id);
ALTER TABLE groups ADD COLUMN factor_demanded BOOLEAN NOT NULL DEFAULT FALSE;
CREATE INDEX groups_parent ON groups (parent_id);

-- How the person proved who it is: words of `core::methods`.
ALTER TABLE sessions ADD COLUMN methods TEXT COLLATE "C" NOT NULL DEFAULT 'password';
ALTER TABLE sessions ADD COLUMN factor_at BIGINT;
ALTER TABLE sessions ADD COLUMN address TEXT COLLATE "C" NOT NULL DEFAULT '';
ALTER TABLE codes ADD COLUMN methods TEXT COLLATE "C" NOT NULL DEFAULT 'password';
ALTER TABLE access_tokens ADD COLUMN methods TEXT COLLATE "C" NOT NULL DEFAULT 'password';
ALTER TABLE refresh_families ADD COLUMN methods TEXT COLLATE "C" NOT NULL DEFAULT 'password';
ALTER TABLE device_codes ADD COLUMN methods TEXT COLLATE "C" NOT NULL DEFAULT 'password';

-- Sign-ins that still need a second factor. No session exists yet.
CREATE TABLE sign_ins (
    id UUID PRIMARY KEY,
    digest BYTEA NOT NULL,
    user_id UUID NOT NULL REFERENCES users (id) ON DELETE CASCADE,
    methods TEXT COLLATE "C" NOT NULL,
    request_id UUID,
    former_session UUID,
    address TEXT COLLATE "C" NOT NULL,
    device TEXT COLLATE "C" NOT NULL,
    failures BIGINT NOT NULL,
    finished_at BIGINT,
    created_at BIGINT NOT NULL,
    expires_at BIGINT NOT NULL
);
CREATE INDEX sign_ins_user ON sign_ins (user_id);

-- One-time passwords (RFC 6238), each confirmed by a code before it got here.
CREATE TABLE totp_factors (
    id UUID PRIMARY KEY,
    user_id UUID NOT NULL REFERENCES users (id) ON DELETE CASCADE,
    name TEXT COLLATE "C" NOT NULL,
    sealed BYTEA NOT NULL,
    last_step BIGINT NOT NULL,
    last_used_at BIGINT,
    created_at BIGINT NOT NULL
);
CREATE INDEX totp_factors_user ON totp_factors (user_id);

CREATE TABLE passkeys (
    id UUID PRIMARY KEY,
    user_id UUID NOT NULL REFERENCES users (id) ON DELETE CASCADE,
    credential BYTEA NOT NULL UNIQUE,
    name TEXT COLLATE "C" NOT NULL,
    passkey TEXT COLLATE "C" NOT NULL,
    last_used_at BIGINT,
    created_at BIGINT NOT NULL
);
CREATE INDEX passkeys_user ON passkeys (user_id);

-- What a browser was asked to sign with a passkey.
CREATE TABLE ceremonies (
    id UUID PRIMARY KEY,
    digest BYTEA NOT NULL,
    kind TEXT COLLATE "C" NOT NULL,
    user_id UUID REFERENCES users (id) ON DELETE CASCADE,
    bound_to UUID,
    state TEXT COLLATE "C" NOT NULL,
    used_at BIGINT,
    expires_at BIGINT NOT NULL
);
CREATE INDEX ceremonies_user ON ceremonies (user_id);

CREATE TABLE recovery_codes (
    id UUID PRIMARY KEY,
    user_id UUID NOT NULL REFERENCES users (id) ON DELETE CASCADE,
    digest BYTEA NOT NULL,
    used_at BIGINT,
    created_at BIGINT NOT NULL
);
CREATE INDEX recovery_codes_user ON recovery_codes (user_id);

-- Links in mails: one use, one purpose, one hour.
CREATE TABLE mail_links (
    id UUID PRIMARY KEY,
    digest BYTEA NOT NULL,
    purpose TEXT COLLATE "C" NOT NULL,
    user_id UUID REFERENCES users (id) ON DELETE CASCADE,
    email TEXT COLLATE "C" NOT NULL,
    detail TEXT COLLATE "C" NOT NULL,
    created_by UUID,
    used_at BIGINT,
    created_at BIGINT NOT NULL,
    expires_at BIGINT NOT NULL
);
CREATE INDEX mail_links_user ON mail_links (user_id);
CREATE INDEX mail_links_invitations ON mail_links (id) WHERE purpose = 'invitation' AND used_at IS NULL;

-- Mails that have to be sent; those that stopped are kept until due_at.
CREATE TABLE mail_outbox (
    id UUID PRIMARY KEY,
    kind TEXT COLLATE "C" NOT NULL,
    sealed BYTEA NOT NULL,
    attempts BIGINT NOT NULL,
    due_at BIGINT NOT NULL,
    problem TEXT COLLATE "C",
    stopped TEXT COLLATE "C",
    created_at BIGINT NOT NULL
);
CREATE INDEX mail_outbox_due ON mail_outbox (due_at);
CREATE INDEX mail_outbox_stopped ON mail_outbox (id) WHERE stopped IS NOT NULL;

-- Pictures of people, applications and of this place, as they are served.
CREATE TABLE images (
    kind TEXT COLLATE "C" NOT NULL,
    owner UUID NOT NULL,
    handle TEXT COLLATE "C" NOT NULL UNIQUE,
    content_type TEXT COLLATE "C" NOT NULL,
    bytes BYTEA,
    updated_at BIGINT NOT NULL,
    PRIMARY KEY (kind, owner)
);

CREATE TABLE api_tokens (
    id UUID PRIMARY KEY,
    digest BYTEA NOT NULL,
    name TEXT COLLATE "C" NOT NULL,
    user_id UUID NOT NULL REFERENCES users (id) ON DELETE CASCADE,
    scopes TEXT COLLATE "C" NOT NULL,
    last_used_at BIGINT,
    revoked_at BIGINT,
    created_at BIGINT NOT NULL,
    expires_at BIGINT NOT NULL
);
CREATE INDEX api_tokens_user ON api_tokens (user_id);

-- The trail in numbers: how often an event ended how, in which hour.
CREATE TABLE trail_counts (
    hour BIGINT NOT NULL,
    event TEXT COLLATE "C" NOT NULL,
    reason TEXT COLLATE "C" NOT NULL,
    times BIGINT NOT NULL,
    PRIMARY KEY (hour, event, reason)
);
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
    name TEXT COLLATE "C" PRIMARY KEY,
    lease_until BIGINT NOT NULL,
    position TEXT COLLATE "C" NOT NULL,
    done_at BIGINT
);

CREATE TABLE backups (
    id UUID PRIMARY KEY,
    path TEXT COLLATE "C" NOT NULL,
    bytes BIGINT NOT NULL,
    problem TEXT COLLATE "C",
    checked_at BIGINT,
    created_at BIGINT NOT NULL
);
