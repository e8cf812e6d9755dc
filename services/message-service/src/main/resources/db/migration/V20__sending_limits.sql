-- Sending limits, pacing, and decisions that nobody was told of (docs/adr/0020).
ALTER TABLE replies
  ADD COLUMN slot_at     timestamptz,  -- when the limits let the part go out; what counts for them
  ADD COLUMN released_at timestamptz;  -- when it was let out; an operator who takes over later does not stop it

-- The owner, too, sees a tenant's rows only.
SET LOCAL kefu.tenant = '*';
UPDATE replies SET slot_at = COALESCE(published_at, created_at), released_at = published_at;

-- The last slots of an agent (SendSlots). A group's and a user's are found by replies_chat and
-- replies_conversation.
CREATE INDEX replies_slots ON replies (tenant_id, agent_id, slot_at DESC) WHERE slot_at IS NOT NULL;

-- The messages of a merged burst; null when the decision covers its own message alone.
ALTER TABLE decisions ADD COLUMN message_ids text[];

-- What was decided lately: looked through only after a crash (Announcements), so the index must cost
-- nothing on the way in.
CREATE INDEX decisions_decided_at ON decisions USING brin (decided_at) WITH (pages_per_range = 16);

-- When the first claim began that was not given back properly; null while all were. Its next holder
-- announces again what was decided since.
ALTER TABLE chats ADD COLUMN unsettled_since timestamptz;
