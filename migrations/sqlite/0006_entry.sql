-- When and from where the person came in, as `core::access::Entry`: network and hours are judged by it
-- whenever something is used that was issued then. Of what is older nothing is known.

ALTER TABLE codes ADD COLUMN entered TEXT NOT NULL DEFAULT '';
ALTER TABLE access_tokens ADD COLUMN entered TEXT NOT NULL DEFAULT '';
ALTER TABLE refresh_families ADD COLUMN entered TEXT NOT NULL DEFAULT '';
ALTER TABLE device_codes ADD COLUMN entered TEXT NOT NULL DEFAULT '';
