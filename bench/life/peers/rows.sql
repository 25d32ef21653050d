CREATE TABLE ticket (
  id uuid PRIMARY KEY,
  version int NOT NULL,
  state text NOT NULL,
  unit text,
  urgency text NOT NULL,
  snapshot json NOT NULL,
  updated_at timestamptz NOT NULL
);
CREATE INDEX ticket_by_state ON ticket (state, updated_at) WHERE state <> 'archived';
CREATE TABLE ticket_event (
  ticket_id uuid NOT NULL REFERENCES ticket,
  seq int NOT NULL,
  type text NOT NULL,
  at timestamptz NOT NULL,
  actor json NOT NULL,
  data json NOT NULL,
  PRIMARY KEY (ticket_id, seq)
);
CREATE TABLE clock (
  ticket_id uuid NOT NULL REFERENCES ticket,
  id text NOT NULL,
  due_at timestamptz NOT NULL,
  PRIMARY KEY (ticket_id, id)
);
CREATE INDEX clock_due ON clock (due_at);
CREATE TABLE stored_response (
  actor_id text NOT NULL,
  key text NOT NULL,
  body_hash text NOT NULL,
  status int,
  response json,
  PRIMARY KEY (actor_id, key)
);
