/** The tables, as a list of steps: the file's `user_version` says how many of them it has had. */

/**
 * - `resource`: the current version of each resource, a deletion included, and `history` those before it. `seq` is the
 *   order of writing over both, and `tick` the last one given.
 * - `term` and `posting`: an inverted index. A term is one value of a parameter (see `Term` of the kernel), a posting says
 *   which resource has it. `moment` is the same for dates.
 * - `agenda`: free slots that may leave, clustered as the guide's searches read them, rendered (see `SlotProjection`).
 */
const initial = `
  CREATE TABLE resource (
    pk INTEGER PRIMARY KEY,
    type TEXT NOT NULL,
    id TEXT NOT NULL,
    version INTEGER NOT NULL,
    at INTEGER NOT NULL,
    seq INTEGER NOT NULL,
    method TEXT NOT NULL,
    json TEXT,
    UNIQUE (type, id)
  );
  CREATE INDEX resource_present ON resource (type) WHERE json IS NOT NULL;
  CREATE INDEX resource_by_time ON resource (type, at, seq);
  CREATE TABLE tick (seq INTEGER NOT NULL, at INTEGER NOT NULL);
  INSERT INTO tick VALUES (0, 0);
  CREATE TABLE history (
    type TEXT NOT NULL,
    id TEXT NOT NULL,
    version INTEGER NOT NULL,
    at INTEGER NOT NULL,
    seq INTEGER NOT NULL,
    method TEXT NOT NULL,
    json TEXT,
    PRIMARY KEY (type, id, version)
  );
  CREATE INDEX history_by_time ON history (type, at, seq);
  CREATE TABLE term (
    id INTEGER PRIMARY KEY,
    param TEXT NOT NULL,
    value TEXT NOT NULL,
    scope TEXT NOT NULL,
    UNIQUE (param, value, scope)
  );
  CREATE TABLE posting (
    term INTEGER NOT NULL,
    pk INTEGER NOT NULL,
    PRIMARY KEY (term, pk)
  ) WITHOUT ROWID;
  CREATE TABLE moment (
    pk INTEGER NOT NULL,
    param TEXT NOT NULL,
    lo INTEGER NOT NULL,
    hi INTEGER NOT NULL,
    PRIMARY KEY (pk, param, lo, hi)
  ) WITHOUT ROWID;
  CREATE INDEX moment_by_time ON moment (param, lo, hi);
  CREATE TABLE agenda (
    schedule TEXT NOT NULL,
    start INTEGER NOT NULL,
    id TEXT NOT NULL,
    "end" INTEGER NOT NULL,
    pk INTEGER NOT NULL,
    is_utc INTEGER NOT NULL,
    comment TEXT,
    page TEXT,
    services TEXT,
    practitioner TEXT,
    cpts TEXT,
    sos TEXT,
    PRIMARY KEY (schedule, start, id)
  ) WITHOUT ROWID;
`;

/**
 * - `claim`: who has a slot.
 * - `outbox`: messages not yet delivered, in the order of their changes.
 * - `outbox_line`: the messages of one destination and subject. `due` is when its head is to be sent, while it is leased
 *   when the lease ends, null when nothing waits. `fence` counts its leases; the row stays when all is delivered, so that
 *   it is known what was ever sent.
 */
const claimsAndOutbox = `
  CREATE TABLE claim (
    slot TEXT PRIMARY KEY,
    holder TEXT NOT NULL,
    expires INTEGER
  ) WITHOUT ROWID;
  CREATE INDEX claim_by_holder ON claim (holder);
  CREATE INDEX claim_by_expiry ON claim (expires) WHERE expires IS NOT NULL;
  CREATE TABLE outbox (
    seq INTEGER PRIMARY KEY AUTOINCREMENT,
    destination TEXT NOT NULL,
    subject TEXT NOT NULL,
    body TEXT NOT NULL,
    at INTEGER NOT NULL,
    attempts INTEGER NOT NULL DEFAULT 0,
    is_parked INTEGER NOT NULL DEFAULT 0,
    failure TEXT
  );
  CREATE INDEX outbox_by_line ON outbox (destination, subject, seq);
  CREATE TABLE outbox_line (
    destination TEXT NOT NULL,
    subject TEXT NOT NULL,
    fence INTEGER NOT NULL DEFAULT 0,
    is_leased INTEGER NOT NULL DEFAULT 0,
    due INTEGER,
    PRIMARY KEY (destination, subject)
  ) WITHOUT ROWID;
  CREATE INDEX outbox_line_by_due ON outbox_line (destination, due) WHERE due IS NOT NULL;
`;

/** - `agenda_revision`: how often the rows of `agenda` of a schedule were changed since this table is there. */
const agendaRevision = `
  CREATE TABLE agenda_revision (
    schedule TEXT PRIMARY KEY,
    revision INTEGER NOT NULL
  ) WITHOUT ROWID;
`;

/**
 * Lines of the platform are named by identifier, `system|value`, where they were named by appointment. An identifier that
 * an appointment with a line ever had gets that line's fence: what was sent of it is not forgotten. A message takes the
 * appointment's id along.
 */
const linesByIdentifier = `
  CREATE TEMP TABLE named_line AS
    SELECT coalesce(json ->> '$.identifier[0].system', '') || '|' || coalesce(json ->> '$.identifier[0].value', '') AS subject,
      fence
    FROM outbox_line JOIN (
      SELECT id, json FROM resource WHERE type = 'Appointment' AND json IS NOT NULL
      UNION ALL SELECT id, json FROM history WHERE type = 'Appointment' AND json IS NOT NULL
    ) ON subject = 'Appointment/' || id
    WHERE destination = 'platform';
  DELETE FROM outbox_line WHERE destination = 'platform';
  UPDATE outbox SET
    body = json_set(body, '$.id', substr(subject, length('Appointment/') + 1)),
    subject = coalesce(body ->> '$.identifier[0].system', '') || '|' || coalesce(body ->> '$.identifier[0].value', '')
    WHERE destination = 'platform';
  INSERT INTO outbox_line (destination, subject, fence)
    SELECT 'platform', subject, max(fence) FROM (
      SELECT subject, fence FROM named_line
      UNION ALL SELECT subject, attempts FROM outbox WHERE destination = 'platform'
    ) GROUP BY subject;
  UPDATE outbox_line SET due = 0 WHERE destination = 'platform' AND EXISTS (
    SELECT 1 FROM outbox o WHERE o.destination = 'platform' AND o.subject = outbox_line.subject AND NOT o.is_parked);
  DROP TABLE named_line;
`;

/** - `claim.is_overruled`: the vendor of the slot has set its status since it was taken. */
const overruledClaims = `
  ALTER TABLE claim ADD COLUMN is_overruled INTEGER NOT NULL DEFAULT 0;
`;

/** Never change a step that was released: add one. */
export const migrations: readonly string[] = [
  initial,
  claimsAndOutbox,
  agendaRevision,
  linesByIdentifier,
  overruledClaims,
];
