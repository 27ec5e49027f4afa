/**
 * What people said of parts afterwards, beside the verdict of the station and never over it: several for a part, the newest
 * holds. Also the index for searching by supplier lot.
 */
export const name = '0002-rejudgement';

export const script = `
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
) STRICT;
CREATE INDEX rejudgement_part ON rejudgement (part_number, id);
CREATE TRIGGER rejudgement_no_update BEFORE UPDATE ON rejudgement
BEGIN SELECT RAISE(ABORT, 'rejudgement is append-only'); END;
CREATE TRIGGER rejudgement_no_delete BEFORE DELETE ON rejudgement
BEGIN SELECT RAISE(ABORT, 'rejudgement is append-only'); END;
CREATE INDEX part_supplier_lot ON part (supplier_lot) WHERE supplier_lot IS NOT NULL;
`;
