-- Admins' commands in a chat (docs/rules.md): while it is muted the bot says nothing there.
ALTER TABLE chats
  ADD COLUMN muted_at timestamptz,   -- null: the bot speaks
  ADD COLUMN muted_by text;          -- WeChat id of the admin
