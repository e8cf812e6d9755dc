-- The key under which an agent's payloads are sealed on top of TLS (docs/protocol.md), itself sealed
-- with kefu.token-keys.secret under the agent's name; null while the agent has none.
ALTER TABLE agents ADD COLUMN payload_key bytea;
