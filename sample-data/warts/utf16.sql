-- A file of profile prima in UTF-16.
PRAGMA encoding = 'UTF-16be';
BEGIN;

CREATE TABLE agents (agent_id TEXT PRIMARY KEY, name TEXT, sacred_name STRING, primary_harmony TEXT,
secondary_harmonies TEXT, coherence_level REAL DEFAULT 50.0, love_resonance REAL DEFAULT 50.0,
field_contribution REAL DEFAULT 0.0, region_id TEXT DEFAULT 'genesis', shard_key INTEGER,
status TEXT DEFAULT 'active', last_heartbeat INTEGER, created_at INTEGER, updated_at INTEGER,
state_hash TEXT, merkle_root TEXT);
-- a file in UTF-16
INSERT INTO agents VALUES ('wide-1', 'Ångström – 道 👩‍🚀', NULL, 'coherence', '[]', 74.5, 50.0, 1.0, 'sacred_south', 17, 'active', 1735693200, 1735689600, 1735693200, NULL, NULL);
-- a file in UTF-16, number in a text column
INSERT INTO agents VALUES ('wide-2', 'Plain Reed', 12, 'coherence', '[]', 74.5, 50.0, 1.0, 'sacred_south', 16, 'active', 1735693200, 1735689600, 1735693200, NULL, NULL);
-- NUL character inside text, in UTF-16
INSERT INTO agents VALUES ('wide-3', 'before' || char(0) || 'after', NULL, 'coherence', '[]', 74.5, 50.0, 1.0, 'sacred_south', 15, 'active', 1735693200, 1735689600, 1735693200, NULL, NULL);

COMMIT;
