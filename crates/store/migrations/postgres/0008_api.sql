-- Tokens are listed and stopped for the organisation, whoever made them.
CREATE INDEX api_token_organisation ON api_token (organisation, created_at, id);
