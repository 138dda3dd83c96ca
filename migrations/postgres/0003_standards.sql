-- What standard OpenID Connect needs beyond the code flow.

ALTER TABLE codes ADD COLUMN requested TEXT COLLATE "C";
ALTER TABLE access_tokens ADD COLUMN requested TEXT COLLATE "C";
ALTER TABLE access_tokens ADD COLUMN subject_token_id UUID;
ALTER TABLE refresh_families ADD COLUMN requested TEXT COLLATE "C";
ALTER TABLE client_secrets ADD COLUMN sealed BYTEA;
ALTER TABLE consents ADD COLUMN claims TEXT COLLATE "C" NOT NULL DEFAULT '';

-- Access tokens of clients for themselves.
CREATE TABLE client_tokens (
    id UUID PRIMARY KEY,
    digest BYTEA NOT NULL,
    client_id UUID NOT NULL REFERENCES clients (id) ON DELETE CASCADE,
    resources TEXT COLLATE "C" NOT NULL,
    revoked_at BIGINT,
    expires_at BIGINT NOT NULL
);
CREATE INDEX client_tokens_expiry ON client_tokens (expires_at);
CREATE INDEX client_tokens_client ON client_tokens (client_id);

CREATE TABLE device_codes (
    id UUID PRIMARY KEY,
    digest BYTEA NOT NULL,
    user_code TEXT COLLATE "C" NOT NULL UNIQUE,
    client_id UUID NOT NULL REFERENCES clients (id) ON DELETE CASCADE,
    scopes TEXT COLLATE "C" NOT NULL,
    requested TEXT COLLATE "C",
    correlation BIGINT NOT NULL,
    approval_id UUID,
    user_id UUID,
    session_id UUID,
    authenticated_at BIGINT,
    denied_at BIGINT,
    redeemed_at BIGINT,
    polled_at BIGINT,
    pause BIGINT NOT NULL,
    expires_at BIGINT NOT NULL
);
CREATE INDEX device_codes_client ON device_codes (client_id);

CREATE TABLE pushed_requests (
    id UUID PRIMARY KEY,
    digest BYTEA NOT NULL,
    client_id UUID NOT NULL REFERENCES clients (id) ON DELETE CASCADE,
    parameters TEXT COLLATE "C" NOT NULL,
    expires_at BIGINT NOT NULL
);
CREATE INDEX pushed_requests_client ON pushed_requests (client_id);

-- Assertions that were used, so that none is used again.
CREATE TABLE used_assertions (
    digest BYTEA PRIMARY KEY,
    expires_at BIGINT NOT NULL
);
CREATE INDEX used_assertions_expiry ON used_assertions (expires_at);

CREATE TABLE initial_access_tokens (
    id UUID PRIMARY KEY,
    digest BYTEA NOT NULL,
    name TEXT COLLATE "C" NOT NULL,
    uses_left BIGINT NOT NULL,
    created_at BIGINT NOT NULL,
    expires_at BIGINT NOT NULL
);

-- Clients that registered themselves, and what manages each of them.
CREATE TABLE registrations (
    client_id UUID PRIMARY KEY REFERENCES clients (id) ON DELETE CASCADE,
    token_id UUID NOT NULL,
    digest BYTEA NOT NULL,
    used_at BIGINT,
    registered_at BIGINT NOT NULL
);
CREATE INDEX registrations_unused ON registrations (registered_at) WHERE used_at IS NULL;

-- Which clients have to hear of the end of which session, and under which name they know the person.
-- At look_at the session may have run out.
CREATE TABLE session_clients (
    session_id UUID NOT NULL,
    client_id UUID NOT NULL REFERENCES clients (id) ON DELETE CASCADE,
    user_id UUID NOT NULL,
    subject TEXT COLLATE "C" NOT NULL,
    look_at BIGINT NOT NULL,
    PRIMARY KEY (session_id, client_id)
);
CREATE INDEX session_clients_user ON session_clients (user_id);
CREATE INDEX session_clients_client ON session_clients (client_id);
CREATE INDEX session_clients_look ON session_clients (look_at);

-- Logout tokens that have to be delivered; those that stopped are kept until due_at.
CREATE TABLE logout_tasks (
    client_id UUID NOT NULL REFERENCES clients (id) ON DELETE CASCADE,
    session_id UUID NOT NULL,
    user_id UUID NOT NULL,
    subject TEXT COLLATE "C" NOT NULL,
    attempts BIGINT NOT NULL,
    due_at BIGINT NOT NULL,
    stopped TEXT COLLATE "C",
    created_at BIGINT NOT NULL,
    PRIMARY KEY (client_id, session_id)
);
CREATE INDEX logout_tasks_due ON logout_tasks (due_at);
