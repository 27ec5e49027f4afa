CREATE INDEX audit_action ON audit (action)

CREATE INDEX golden_set_product ON golden_set (product_id, version, id)

CREATE INDEX part_judged ON part (judged_at_utc)

CREATE INDEX part_lot ON part (lot) WHERE lot IS NOT NULL

CREATE INDEX part_mode ON part (mode, number, verdict)

CREATE INDEX part_product ON part (product_id)

CREATE INDEX part_reason ON part (reason)

CREATE INDEX part_score ON part (score) WHERE score IS NOT NULL

CREATE INDEX part_serial ON part (serial) WHERE serial IS NOT NULL

CREATE INDEX part_shift ON part (mode, judged_at_utc, verdict)

CREATE INDEX part_supplier_lot ON part (supplier_lot) WHERE supplier_lot IS NOT NULL

CREATE INDEX part_verdict ON part (verdict)

CREATE INDEX picture_due ON picture (keep_until_utc) WHERE state = 'stored'

CREATE INDEX picture_expired ON picture (expired_seq) WHERE expired_seq IS NOT NULL

CREATE UNIQUE INDEX picture_path ON picture (path) WHERE path IS NOT NULL

CREATE INDEX picture_pending ON picture (part_number) WHERE state = 'pending'

CREATE INDEX picture_settled ON picture (chain_seq) WHERE chain_seq IS NOT NULL

CREATE INDEX picture_unremoved ON picture (part_number) WHERE state = 'expired' AND file_removed = 0

CREATE INDEX rejudgement_part ON rejudgement (part_number, id)

CREATE INDEX retirement_product ON retirement (product_id, id)

CREATE TABLE audit (
  seq INTEGER PRIMARY KEY,
  at_utc TEXT NOT NULL,
  mono_ns INTEGER NOT NULL,
  boot_id TEXT NOT NULL REFERENCES boot (id),
  actor TEXT NOT NULL,
  action TEXT NOT NULL,
  subject TEXT,
  detail TEXT NOT NULL,
  chain_seq INTEGER NOT NULL UNIQUE REFERENCES chain (seq) DEFERRABLE INITIALLY DEFERRED
) STRICT

CREATE TABLE boot (
  id TEXT PRIMARY KEY,
  kind TEXT NOT NULL CHECK (kind IN ('station', 'tool')),
  started_at_utc TEXT NOT NULL,
  started_mono_ns INTEGER NOT NULL,
  pid INTEGER NOT NULL,
  machine_boot TEXT
) STRICT

CREATE TABLE chain (
  seq INTEGER PRIMARY KEY,
  kind TEXT NOT NULL,
  subject TEXT NOT NULL,
  payload_sha256 TEXT NOT NULL,
  previous_hash TEXT NOT NULL,
  hash TEXT NOT NULL
) STRICT

CREATE TABLE counter_reset (
  id INTEGER PRIMARY KEY,
  at_utc TEXT NOT NULL,
  mono_ns INTEGER NOT NULL,
  boot_id TEXT NOT NULL REFERENCES boot (id),
  actor TEXT NOT NULL,
  after_number INTEGER NOT NULL,
  chain_seq INTEGER NOT NULL UNIQUE REFERENCES chain (seq) DEFERRABLE INITIALLY DEFERRED
) STRICT

CREATE TABLE golden_set (
  id INTEGER PRIMARY KEY,
  product_id TEXT NOT NULL,
  version INTEGER NOT NULL,
  document TEXT NOT NULL,
  actor TEXT NOT NULL,
  at_utc TEXT NOT NULL,
  mono_ns INTEGER NOT NULL,
  boot_id TEXT NOT NULL REFERENCES boot (id),
  chain_seq INTEGER NOT NULL UNIQUE REFERENCES chain (seq) DEFERRABLE INITIALLY DEFERRED,
  FOREIGN KEY (product_id, version) REFERENCES recipe_version (product_id, version)
) STRICT

CREATE TABLE health (
  id INTEGER PRIMARY KEY CHECK (id = 1),
  at_utc TEXT NOT NULL,
  padding BLOB
) STRICT

CREATE TABLE inspection (
  part_number INTEGER NOT NULL REFERENCES part (number),
  view INTEGER NOT NULL,
  frame_seq INTEGER,
  width INTEGER,
  height INTEGER,
  engine_fingerprint TEXT,
  latency TEXT NOT NULL,
  PRIMARY KEY (part_number, view)
) STRICT, WITHOUT ROWID

CREATE TABLE migration (name TEXT PRIMARY KEY, applied_at_utc TEXT NOT NULL) STRICT

CREATE TABLE part (
  number INTEGER PRIMARY KEY CHECK (number > 0),
  id TEXT NOT NULL UNIQUE,
  boot_id TEXT NOT NULL REFERENCES boot (id),
  mode TEXT NOT NULL CHECK (mode IN ('production', 'setup', 'golden', 'service')),
  verdict TEXT NOT NULL CHECK (verdict IN ('pass', 'review', 'fail', 'error')),
  reason TEXT NOT NULL,
  detail TEXT,
  product_id TEXT,
  product_name TEXT,
  recipe_version INTEGER,
  lot TEXT,
  supplier_lot TEXT,
  serial TEXT,
  operator TEXT,
  source TEXT,
  captured_at_utc TEXT,
  judged_at_utc TEXT NOT NULL,
  mono_ns INTEGER NOT NULL,
  score REAL,
  threshold REAL,
  defect_count INTEGER NOT NULL,
  latency_ms REAL NOT NULL,
  chain_seq INTEGER NOT NULL UNIQUE REFERENCES chain (seq) DEFERRABLE INITIALLY DEFERRED
) STRICT

CREATE TABLE picture (
  part_number INTEGER NOT NULL REFERENCES part (number),
  kind TEXT NOT NULL CHECK (kind IN ('full', 'crop', 'map', 'overlay')),
  state TEXT NOT NULL CHECK (state IN ('pending', 'stored', 'lost', 'expired')),
  path TEXT,
  mime TEXT,
  sha256 TEXT,
  bytes INTEGER,
  keep_until_utc TEXT,
  lost_reason TEXT,
  chain_seq INTEGER REFERENCES chain (seq) DEFERRABLE INITIALLY DEFERRED,
  expired_seq INTEGER REFERENCES chain (seq) DEFERRABLE INITIALLY DEFERRED,
  file_removed INTEGER NOT NULL DEFAULT 0,
  PRIMARY KEY (part_number, kind),
  CHECK ((state = 'pending') = (chain_seq IS NULL)),
  CHECK ((state = 'expired') = (expired_seq IS NOT NULL)),
  CHECK (state NOT IN ('stored', 'expired')
    OR (path IS NOT NULL AND mime IS NOT NULL AND sha256 IS NOT NULL AND bytes IS NOT NULL AND keep_until_utc IS NOT NULL))
) STRICT, WITHOUT ROWID

CREATE TABLE recipe_version (
  product_id TEXT NOT NULL,
  version INTEGER NOT NULL CHECK (version > 0),
  sha256 TEXT NOT NULL,
  document TEXT NOT NULL,
  created_at_utc TEXT NOT NULL,
  mono_ns INTEGER NOT NULL,
  boot_id TEXT NOT NULL REFERENCES boot (id),
  created_by TEXT NOT NULL,
  comment TEXT NOT NULL,
  chain_seq INTEGER NOT NULL UNIQUE REFERENCES chain (seq) DEFERRABLE INITIALLY DEFERRED,
  PRIMARY KEY (product_id, version)
) STRICT, WITHOUT ROWID

CREATE TABLE rejudgement (
  id INTEGER PRIMARY KEY,
  part_number INTEGER NOT NULL REFERENCES part (number),
  verdict TEXT NOT NULL CHECK (verdict IN ('pass', 'fail')),
  reason TEXT NOT NULL,
  comment TEXT,
  actor TEXT NOT NULL,
  at_utc TEXT NOT NULL,
  mono_ns INTEGER NOT NULL,
  boot_id TEXT NOT NULL REFERENCES boot (id),
  chain_seq INTEGER NOT NULL UNIQUE REFERENCES chain (seq) DEFERRABLE INITIALLY DEFERRED
) STRICT

CREATE TABLE retirement (
  id INTEGER PRIMARY KEY,
  product_id TEXT NOT NULL,
  retired INTEGER NOT NULL CHECK (retired IN (0, 1)),
  comment TEXT,
  actor TEXT NOT NULL,
  at_utc TEXT NOT NULL,
  mono_ns INTEGER NOT NULL,
  boot_id TEXT NOT NULL REFERENCES boot (id),
  chain_seq INTEGER NOT NULL UNIQUE REFERENCES chain (seq) DEFERRABLE INITIALLY DEFERRED
) STRICT

CREATE TABLE setting (
  key TEXT PRIMARY KEY,
  value TEXT NOT NULL,
  changed_at_utc TEXT NOT NULL
) STRICT, WITHOUT ROWID

CREATE TABLE station (
  id INTEGER PRIMARY KEY CHECK (id = 1),
  station_id TEXT NOT NULL,
  created_at_utc TEXT NOT NULL
) STRICT

CREATE TABLE tool_result (
  part_number INTEGER NOT NULL,
  view INTEGER NOT NULL,
  tool INTEGER NOT NULL,
  tool_id TEXT NOT NULL,
  kind TEXT NOT NULL,
  model_sha256 TEXT NOT NULL,
  score REAL,
  threshold REAL NOT NULL,
  review_threshold REAL,
  verdict TEXT NOT NULL,
  reason TEXT NOT NULL,
  defects TEXT NOT NULL, scorers TEXT, resemblances TEXT,
  PRIMARY KEY (part_number, view, tool),
  FOREIGN KEY (part_number, view) REFERENCES inspection (part_number, view)
) STRICT, WITHOUT ROWID

CREATE TABLE user (
  id TEXT PRIMARY KEY,
  name TEXT NOT NULL,
  name_key TEXT NOT NULL UNIQUE,
  role TEXT NOT NULL CHECK (role IN ('operator', 'engineer', 'admin')),
  active INTEGER NOT NULL CHECK (active IN (0, 1)),
  secret_hash TEXT NOT NULL,
  created_at_utc TEXT NOT NULL,
  last_sign_in_utc TEXT,
  edition INTEGER NOT NULL DEFAULT 1
) STRICT

CREATE TRIGGER audit_no_delete BEFORE DELETE ON audit
BEGIN SELECT RAISE(ABORT, 'audit is append-only'); END

CREATE TRIGGER audit_no_update BEFORE UPDATE ON audit
BEGIN SELECT RAISE(ABORT, 'audit is append-only'); END

CREATE TRIGGER chain_no_delete BEFORE DELETE ON chain
BEGIN SELECT RAISE(ABORT, 'chain is append-only'); END

CREATE TRIGGER chain_no_update BEFORE UPDATE ON chain
BEGIN SELECT RAISE(ABORT, 'chain is append-only'); END

CREATE TRIGGER counter_reset_no_delete BEFORE DELETE ON counter_reset
BEGIN SELECT RAISE(ABORT, 'counter_reset is append-only'); END

CREATE TRIGGER counter_reset_no_update BEFORE UPDATE ON counter_reset
BEGIN SELECT RAISE(ABORT, 'counter_reset is append-only'); END

CREATE TRIGGER golden_set_no_delete BEFORE DELETE ON golden_set
BEGIN SELECT RAISE(ABORT, 'golden_set is append-only'); END

CREATE TRIGGER golden_set_no_update BEFORE UPDATE ON golden_set
BEGIN SELECT RAISE(ABORT, 'golden_set is append-only'); END

CREATE TRIGGER inspection_no_delete BEFORE DELETE ON inspection
BEGIN SELECT RAISE(ABORT, 'inspection is append-only'); END

CREATE TRIGGER inspection_no_update BEFORE UPDATE ON inspection
BEGIN SELECT RAISE(ABORT, 'inspection is append-only'); END

CREATE TRIGGER part_no_delete BEFORE DELETE ON part
BEGIN SELECT RAISE(ABORT, 'part is append-only'); END

CREATE TRIGGER part_no_update BEFORE UPDATE ON part
BEGIN SELECT RAISE(ABORT, 'part is append-only'); END

CREATE TRIGGER picture_no_delete BEFORE DELETE ON picture
BEGIN SELECT RAISE(ABORT, 'picture is append-only'); END

CREATE TRIGGER picture_settled BEFORE UPDATE ON picture
WHEN OLD.part_number IS NOT NEW.part_number OR OLD.kind IS NOT NEW.kind OR (OLD.state <> 'pending' AND (
  OLD.path IS NOT NEW.path OR OLD.mime IS NOT NEW.mime OR OLD.sha256 IS NOT NEW.sha256 OR OLD.bytes IS NOT NEW.bytes
  OR OLD.keep_until_utc IS NOT NEW.keep_until_utc OR OLD.chain_seq IS NOT NEW.chain_seq
  OR (OLD.expired_seq IS NOT NULL AND OLD.expired_seq IS NOT NEW.expired_seq)))
BEGIN SELECT RAISE(ABORT, 'picture: a settled picture cannot change'); END

CREATE TRIGGER picture_state BEFORE UPDATE ON picture
WHEN NOT (
  (OLD.state = NEW.state AND OLD.state = 'expired')
  OR (OLD.state = 'pending' AND NEW.state IN ('stored', 'lost'))
  OR (OLD.state = 'stored' AND NEW.state = 'expired')
)
BEGIN SELECT RAISE(ABORT, 'picture: not a change of state that can happen'); END

CREATE TRIGGER recipe_version_no_delete BEFORE DELETE ON recipe_version
BEGIN SELECT RAISE(ABORT, 'recipe_version is append-only'); END

CREATE TRIGGER recipe_version_no_update BEFORE UPDATE ON recipe_version
BEGIN SELECT RAISE(ABORT, 'recipe_version is append-only'); END

CREATE TRIGGER rejudgement_no_delete BEFORE DELETE ON rejudgement
BEGIN SELECT RAISE(ABORT, 'rejudgement is append-only'); END

CREATE TRIGGER rejudgement_no_update BEFORE UPDATE ON rejudgement
BEGIN SELECT RAISE(ABORT, 'rejudgement is append-only'); END

CREATE TRIGGER retirement_no_delete BEFORE DELETE ON retirement
BEGIN SELECT RAISE(ABORT, 'retirement is append-only'); END

CREATE TRIGGER retirement_no_update BEFORE UPDATE ON retirement
BEGIN SELECT RAISE(ABORT, 'retirement is append-only'); END

CREATE TRIGGER tool_result_no_delete BEFORE DELETE ON tool_result
BEGIN SELECT RAISE(ABORT, 'tool_result is append-only'); END

CREATE TRIGGER tool_result_no_update BEFORE UPDATE ON tool_result
BEGIN SELECT RAISE(ABORT, 'tool_result is append-only'); END