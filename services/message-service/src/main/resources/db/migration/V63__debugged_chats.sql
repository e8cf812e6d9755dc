-- Admins' command #debug (docs/rules.md): meanwhile the bot's answers to admins say what they rest on.
ALTER TABLE chats
  ADD COLUMN debug_at timestamptz,   -- null: answers are as usual
  ADD COLUMN debug_by text;          -- WeChat id of the admin
