-- One-time tickets for browsers' live sockets; spent by deletion, so that only one replica can.
CREATE TABLE operator_tickets (
  tenant_id        text NOT NULL,
  ticket_hash      bytea PRIMARY KEY,
  subject_kind     text NOT NULL,
  subject          text NOT NULL,
  name             text NOT NULL,
  role             text NOT NULL,
  permissions      text[] NOT NULL,
  family_id        uuid NOT NULL,
  token_issued_at  timestamptz NOT NULL,
  token_expires_at timestamptz NOT NULL,
  expires_at       timestamptz NOT NULL
);
CREATE INDEX operator_tickets_expired ON operator_tickets (expires_at);

ALTER TABLE operator_tickets ENABLE ROW LEVEL SECURITY;
ALTER TABLE operator_tickets FORCE ROW LEVEL SECURITY;
CREATE POLICY own_tenant ON operator_tickets
  USING (tenant_id = current_setting('kefu.tenant', true) OR current_setting('kefu.tenant', true) = '*')
  WITH CHECK (tenant_id = current_setting('kefu.tenant', true) OR current_setting('kefu.tenant', true) = '*');
