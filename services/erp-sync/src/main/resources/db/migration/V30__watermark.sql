-- When the last complete pull began: from then on changes are asked for, where the ERP can tell them.
ALTER TABLE tenant_sync ADD last_pull_begun_at timestamptz;
