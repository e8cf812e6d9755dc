-- Versions of what people edit, told as ETags: whoever writes the row counts it on.
ALTER TABLE outcomes ADD version bigint NOT NULL DEFAULT 0;
ALTER TABLE learning_candidates ADD version bigint NOT NULL DEFAULT 0;

CREATE FUNCTION count_version() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  NEW.version := OLD.version + 1;
  RETURN NEW;
END $$;
-- What a reader sees; a harvest that marks an outcome as read, or counts a pair again, is no edit.
CREATE TRIGGER outcomes_version BEFORE UPDATE OF outcome, resolved_by, reason, satisfaction, tags ON outcomes
  FOR EACH ROW EXECUTE FUNCTION count_version();
CREATE TRIGGER learning_candidates_version
  BEFORE UPDATE OF state, question, answer, knowledge_base, reason, document_id, last_error ON learning_candidates
  FOR EACH ROW EXECUTE FUNCTION count_version();
