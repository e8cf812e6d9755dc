-- When the agent's present socket session began, as messages and its ONLINE event tell: a part that was
-- published before and has no receipt may have been missed, and goes out again before anything newer.
ALTER TABLE chats ADD COLUMN agent_session_at timestamptz;
