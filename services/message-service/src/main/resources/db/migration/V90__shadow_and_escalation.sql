-- Shadow mode (docs/rules.md): what would have been said is kept with the decision that says nothing.
ALTER TABLE decisions
  ADD COLUMN shadow jsonb;           -- null: not in shadow mode

-- Escalated handovers are to-dos that come before others: 1 to 5, 5 first.
ALTER TABLE todos
  ADD COLUMN priority smallint NOT NULL DEFAULT 3;
