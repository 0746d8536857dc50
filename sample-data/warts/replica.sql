-- Copies of rows of prima.sql from another host, one for each way in which copies are settled. This
-- writer had one column more.
BEGIN;

CREATE TABLE agents (agent_id TEXT PRIMARY KEY, name TEXT, sacred_name TEXT, primary_harmony TEXT,
secondary_harmonies TEXT, coherence_level REAL DEFAULT 50.0, love_resonance REAL DEFAULT 50.0,
field_contribution REAL DEFAULT 0.0, region_id TEXT DEFAULT 'genesis', shard_key INTEGER,
status TEXT DEFAULT 'active', last_heartbeat INTEGER, created_at INTEGER, updated_at INTEGER,
state_hash TEXT, merkle_root TEXT, mood TEXT);
-- equal to the row in prima.db
INSERT INTO agents VALUES ('good-1', 'Plain Reed', NULL, 'coherence', '[]', 74.5, 50.0, 1.0, 'sacred_south', 67, 'active', 1735693200, 1735689600, 1735693200, NULL, NULL, NULL);
-- copy with more love
INSERT INTO agents VALUES ('copy-love', 'Plain Reed', NULL, 'coherence', '[]', 74.5, 70.0, 1.0, 'sacred_south', 2, 'active', 1735689600, 1735689600, 1735689600, NULL, NULL, NULL);
-- copy with equal love and more contribution
INSERT INTO agents VALUES ('copy-benefit', 'Plain Reed', NULL, 'coherence', '[]', 74.5, 50.0, 6.0, 'sacred_south', 33, 'active', 1735689600, 1735689600, 1735689600, NULL, NULL, NULL);
-- copy with equal love and contribution, earlier
INSERT INTO agents VALUES ('copy-time', 'Plain Reed', NULL, 'coherence', '[]', 74.5, 50.0, 1.0, 'sacred_south', 85, 'resting', 1735693200, 1735689600, 1735693200, NULL, NULL, NULL);
-- equal in both files
INSERT INTO agents VALUES ('copy-equal', 'Plain Reed', NULL, 'coherence', '[]', 74.5, 50.0, 1.0, 'sacred_south', 36, 'active', 1735693200, 1735689600, 1735693200, NULL, NULL, NULL);
-- love out of range ranks lowest (warning)
INSERT INTO agents VALUES ('copy-range', 'Plain Reed', NULL, 'coherence', '[]', 74.5, 1000.0, 1.0, 'sacred_south', 67, 'active', 1735693200, 1735689600, 1735693200, NULL, NULL, NULL);
-- the best copy, but no target can hold it
INSERT INTO agents VALUES ('copy-broken', CAST(X'FF' AS TEXT), NULL, 'coherence', '[]', 74.5, 99.0, 1.0, 'sacred_south', 49, 'active', 1735693200, 1735689600, 1735693200, NULL, NULL, NULL);
-- column that the profile does not know
INSERT INTO agents VALUES ('mood-1', 'Plain Reed', NULL, 'coherence', '[]', 74.5, 50.0, 1.0, 'sacred_south', 61, 'active', 1735693200, 1735689600, 1735693200, NULL, NULL, 'calm');

CREATE TABLE consciousness_stream (stream_id INTEGER PRIMARY KEY AUTOINCREMENT, timestamp INTEGER NOT NULL,
from_agent TEXT NOT NULL, to_agent TEXT, message_type TEXT NOT NULL, content TEXT,
sacred_encoding TEXT, field_impact REAL DEFAULT 0.0, harmony_resonance TEXT,
processed BOOLEAN DEFAULT 0, propagated BOOLEAN DEFAULT 0, crystallized BOOLEAN DEFAULT 0,
partition_key INTEGER);
-- the first of three, equal to one in prima.db
INSERT INTO consciousness_stream VALUES (1001, 1735700000, 'good-1', 'good-2', 'insight', 'again', 'plain', 1.0, 'coherence', 0, 0, 0, NULL);
-- the second of three, equal to one in prima.db
INSERT INTO consciousness_stream VALUES (1002, 1735700000, 'good-1', 'good-2', 'insight', 'again', 'plain', 1.0, 'coherence', 0, 0, 0, NULL);
-- the third of three, which prima.db has not
INSERT INTO consciousness_stream VALUES (1003, 1735700000, 'good-1', 'good-2', 'insight', 'again', 'plain', 1.0, 'coherence', 0, 0, 0, NULL);
-- an id that prima.db uses for another message
INSERT INTO consciousness_stream VALUES (1, 1735800000, 'good-1', 'good-2', 'insight', 'another message 1', 'plain', 1.0, 'coherence', 0, 0, 0, NULL);
-- the same instant in milliseconds: equal to stream_id 3 of prima.db
INSERT INTO consciousness_stream VALUES (1004, 1735689603000, 'collective', 'good-2', 'insight', 'message 3', 'plain', 1.0, 'coherence', 0, 0, 0, NULL);

COMMIT;
