/**
 * Products that are no longer made (the newest row of a product holds), and the golden samples of a product: of several sets
 * the newest holds that came with the wanted version or one before it.
 */
export const name = '0003-products';

const appendOnly = (table: string): string => `
CREATE TRIGGER ${table}_no_update BEFORE UPDATE ON ${table}
BEGIN SELECT RAISE(ABORT, '${table} is append-only'); END;
CREATE TRIGGER ${table}_no_delete BEFORE DELETE ON ${table}
BEGIN SELECT RAISE(ABORT, '${table} is append-only'); END;`;

export const script = `
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
) STRICT;
CREATE INDEX retirement_product ON retirement (product_id, id);
${appendOnly('retirement')}
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
) STRICT;
CREATE INDEX golden_set_product ON golden_set (product_id, version, id);
${appendOnly('golden_set')}
`;
