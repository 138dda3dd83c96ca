-- A password that somebody of the helpdesk knows, and what was added to the account under it, does not
-- open an account that gets a role later. The helpdesk came with the migration before: no password is
-- lent yet.
ALTER TABLE users ADD COLUMN password_lent BOOLEAN NOT NULL DEFAULT FALSE;
ALTER TABLE users ADD COLUMN helped BOOLEAN NOT NULL DEFAULT FALSE;

-- What a token of the API made ends with it.
ALTER TABLE api_tokens ADD COLUMN made_with UUID;
CREATE INDEX api_tokens_made_with ON api_tokens (made_with) WHERE made_with IS NOT NULL;
CREATE INDEX api_tokens_expiry ON api_tokens (expires_at);
