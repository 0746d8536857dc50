-- One of each wart that a file of profile prima has been seen to hold; what must happen to each row
-- stands in outcomes.csv. sacred_name is declared STRING, which SQLite takes for a number.
BEGIN;

CREATE TABLE agents (agent_id TEXT PRIMARY KEY, name TEXT, sacred_name STRING, primary_harmony TEXT,
secondary_harmonies TEXT, coherence_level REAL DEFAULT 50.0, love_resonance REAL DEFAULT 50.0,
field_contribution REAL DEFAULT 0.0, region_id TEXT DEFAULT 'genesis', shard_key INTEGER,
status TEXT DEFAULT 'active', last_heartbeat INTEGER, created_at INTEGER, updated_at INTEGER,
state_hash TEXT, merkle_root TEXT);
-- nothing odd
INSERT INTO agents VALUES ('good-1', 'Plain Reed', NULL, 'coherence', '[]', 74.5, 50.0, 1.0, 'sacred_south', 67, 'active', 1735693200, 1735689600, 1735693200, NULL, NULL);
INSERT INTO agents VALUES ('good-2', 'Plain Reed', NULL, 'coherence', '[]', 74.5, 50.0, 1.0, 'sacred_south', 66, 'active', 1735693200, 1735689600, 1735693200, NULL, NULL);
-- milliseconds where seconds are meant
INSERT INTO agents VALUES ('ms-1', 'Plain Reed', NULL, 'coherence', '[]', 74.5, 50.0, 1.0, 'sacred_south', 78, 'active', 1735693200, 1735689600000, 1735693200, NULL, NULL);
-- text date
INSERT INTO agents VALUES ('date-1', 'Plain Reed', NULL, 'coherence', '[]', 74.5, 50.0, 1.0, 'sacred_south', 98, 'active', 1735693200, 1735689600, '2025-03-01 12:30:45', NULL, NULL);
-- text date with T, fraction and Z
INSERT INTO agents VALUES ('date-2', 'Plain Reed', NULL, 'coherence', '[]', 74.5, 50.0, 1.0, 'sacred_south', 97, 'active', 1735693200, 1735689600, '2025-03-01T12:30:45.250Z', NULL, NULL);
-- text that is no date
INSERT INTO agents VALUES ('date-3', 'Plain Reed', NULL, 'coherence', '[]', 74.5, 50.0, 1.0, 'sacred_south', 96, 'active', 'around noon', 1735689600, 1735693200, NULL, NULL);
-- text date that no calendar has
INSERT INTO agents VALUES ('date-4', 'Plain Reed', NULL, 'coherence', '[]', 74.5, 50.0, 1.0, 'sacred_south', 95, 'active', '2025-02-30 10:00:00', 1735689600, 1735693200, NULL, NULL);
-- empty text where no time is meant
INSERT INTO agents VALUES ('empty-1', 'Plain Reed', NULL, 'coherence', '[]', 74.5, 50.0, 1.0, 'sacred_south', 39, 'active', '', 1735689600, 1735693200, NULL, NULL);
-- time 0
INSERT INTO agents VALUES ('time-1', 'Plain Reed', NULL, 'coherence', '[]', 74.5, 50.0, 1.0, 'sacred_south', 51, 'active', 1735693200, 0, 1735693200, NULL, NULL);
-- time before 1970
INSERT INTO agents VALUES ('time-2', 'Plain Reed', NULL, 'coherence', '[]', 74.5, 50.0, 1.0, 'sacred_south', 50, 'active', 1735693200, -1, 1735693200, NULL, NULL);
-- time beyond 2262
INSERT INTO agents VALUES ('time-3', 'Plain Reed', NULL, 'coherence', '[]', 74.5, 50.0, 1.0, 'sacred_south', 49, 'active', 1735693200, 9223372037, 1735693200, NULL, NULL);
-- last second below 1e11
INSERT INTO agents VALUES ('time-4', 'Plain Reed', NULL, 'coherence', '[]', 74.5, 50.0, 1.0, 'sacred_south', 48, 'active', 1735693200, 99999999999, 1735693200, NULL, NULL);
-- 1e11 is milliseconds
INSERT INTO agents VALUES ('time-5', 'Plain Reed', NULL, 'coherence', '[]', 74.5, 50.0, 1.0, 'sacred_south', 47, 'active', 1735693200, 100000000000, 1735693200, NULL, NULL);
-- 1e14 is out of range
INSERT INTO agents VALUES ('time-6', 'Plain Reed', NULL, 'coherence', '[]', 74.5, 50.0, 1.0, 'sacred_south', 46, 'active', 1735693200, 100000000000000, 1735693200, NULL, NULL);
-- -1e14 is out of range
INSERT INTO agents VALUES ('time-7', 'Plain Reed', NULL, 'coherence', '[]', 74.5, 50.0, 1.0, 'sacred_south', 45, 'active', 1735693200, -100000000000000, 1735693200, NULL, NULL);
-- the largest integer as a time
INSERT INTO agents VALUES ('time-8', 'Plain Reed', NULL, 'coherence', '[]', 74.5, 50.0, 1.0, 'sacred_south', 44, 'active', 1735693200, 9223372036854775807, 1735693200, NULL, NULL);
-- BLOB as a time
INSERT INTO agents VALUES ('time-9', 'Plain Reed', NULL, 'coherence', '[]', 74.5, 50.0, 1.0, 'sacred_south', 43, 'active', 1735693200, X'67748580', 1735693200, NULL, NULL);
-- invalid UTF-8
INSERT INTO agents VALUES ('utf-1', CAST(X'4F6B20C328' AS TEXT), NULL, 'coherence', '[]', 74.5, 50.0, 1.0, 'sacred_south', 79, 'active', 1735693200, 1735689600, 1735693200, NULL, NULL);
-- lone surrogate
INSERT INTO agents VALUES ('utf-2', CAST(X'4F6B20EDA080' AS TEXT), NULL, 'coherence', '[]', 74.5, 50.0, 1.0, 'sacred_south', 80, 'active', 1735693200, 1735689600, 1735693200, NULL, NULL);
-- overlong form
INSERT INTO agents VALUES ('utf-3', CAST(X'C1BF' AS TEXT), NULL, 'coherence', '[]', 74.5, 50.0, 1.0, 'sacred_south', 81, 'active', 1735693200, 1735689600, 1735693200, NULL, NULL);
-- text cut in the middle of a character
INSERT INTO agents VALUES ('utf-4', 'Plain Reed', CAST(X'E282' AS TEXT), 'coherence', '[]', 74.5, 50.0, 1.0, 'sacred_south', 82, 'active', 1735693200, 1735689600, 1735693200, NULL, NULL);
-- characters beyond the first plane, right to left, combining
INSERT INTO agents VALUES ('utf-5', '👩‍🚀 שלום é', NULL, 'coherence', '[]', 74.5, 50.0, 1.0, 'sacred_south', 83, 'active', 1735693200, 1735689600, 1735693200, NULL, NULL);
-- NUL character inside text
INSERT INTO agents VALUES ('nul-1', 'before' || char(0) || 'after', NULL, 'coherence', '[]', 74.5, 50.0, 1.0, 'sacred_south', 89, 'active', 1735693200, 1735689600, 1735693200, NULL, NULL);
-- duplicate name
INSERT INTO agents VALUES ('name-1', 'Echo', NULL, 'coherence', '[]', 74.5, 50.0, 1.0, 'sacred_south', 25, 'active', 1735693200, 1735689600, 1735693200, NULL, NULL);
INSERT INTO agents VALUES ('name-2', 'Echo', NULL, 'coherence', '[]', 74.5, 50.0, 1.0, 'sacred_south', 24, 'active', 1735693200, 1735689600, 1735693200, NULL, NULL);
-- empty text where NULL is meant
INSERT INTO agents VALUES ('name-3', '', NULL, 'coherence', '[]', 74.5, 50.0, 1.0, 'sacred_south', 23, 'active', 1735693200, 1735689600, 1735693200, NULL, NULL);
-- NULL name
INSERT INTO agents VALUES ('name-4', NULL, NULL, 'coherence', '[]', 74.5, 50.0, 1.0, 'sacred_south', 22, 'active', 1735693200, 1735689600, 1735693200, NULL, NULL);
-- BLOB in a text column
INSERT INTO agents VALUES ('name-5', X'416D626572', NULL, 'coherence', '[]', 74.5, 50.0, 1.0, 'sacred_south', 21, 'active', 1735693200, 1735689600, 1735693200, NULL, NULL);
-- number in a text column (declared STRING, so 007 became 7)
INSERT INTO agents VALUES ('num-1', 'Plain Reed', '007', 'coherence', '[]', 74.5, 50.0, 1.0, 'sacred_south', 50, 'active', 1735693200, 1735689600, 1735693200, NULL, NULL);
-- integer beyond 2^53 in a text column
INSERT INTO agents VALUES ('num-2', 'Plain Reed', 9007199254740993, 'coherence', '[]', 74.5, 50.0, 1.0, 'sacred_south', 51, 'active', 1735693200, 1735689600, 1735693200, NULL, NULL);
-- REAL in a text column
INSERT INTO agents VALUES ('num-3', 'Plain Reed', 1.5, 'coherence', '[]', 74.5, 50.0, 1.0, 'sacred_south', 52, 'active', 1735693200, 1735689600, 1735693200, NULL, NULL);
-- text in an INTEGER column
INSERT INTO agents VALUES ('num-4', 'Plain Reed', NULL, 'coherence', '[]', 74.5, 50.0, 1.0, 'sacred_south', 'seven', 'active', 1735693200, 1735689600, 1735693200, NULL, NULL);
-- REAL in an INTEGER column
INSERT INTO agents VALUES ('num-5', 'Plain Reed', NULL, 'coherence', '[]', 74.5, 50.0, 1.0, 'sacred_south', 1.5, 'active', 1735693200, 1735689600, 1735693200, NULL, NULL);
-- integer beyond 2^53
INSERT INTO agents VALUES ('num-6', 'Plain Reed', NULL, 'coherence', '[]', 74.5, 50.0, 1.0, 'sacred_south', 9007199254740993, 'active', 1735693200, 1735689600, 1735693200, NULL, NULL);
-- the largest integer
INSERT INTO agents VALUES ('num-7', 'Plain Reed', NULL, 'coherence', '[]', 74.5, 50.0, 1.0, 'sacred_south', 9223372036854775807, 'active', 1735693200, 1735689600, 1735693200, NULL, NULL);
-- the smallest integer
INSERT INTO agents VALUES ('num-8', 'Plain Reed', NULL, 'coherence', '[]', 74.5, 50.0, 1.0, 'sacred_south', -9223372036854775807 - 1, 'active', 1735693200, 1735689600, 1735693200, NULL, NULL);
-- JSON that is not JSON
INSERT INTO agents VALUES ('json-1', 'Plain Reed', NULL, 'coherence', 'coherence, novelty', 74.5, 50.0, 1.0, 'sacred_south', 20, 'active', 1735693200, 1735689600, 1735693200, NULL, NULL);
-- JSON cut short
INSERT INTO agents VALUES ('json-2', 'Plain Reed', NULL, 'coherence', '["coherence"', 74.5, 50.0, 1.0, 'sacred_south', 19, 'active', 1735693200, 1735689600, 1735693200, NULL, NULL);
-- empty text in a JSON column
INSERT INTO agents VALUES ('json-3', 'Plain Reed', NULL, 'coherence', '', 74.5, 50.0, 1.0, 'sacred_south', 18, 'active', 1735693200, 1735689600, 1735693200, NULL, NULL);
-- JSON with an escaped NUL, which jsonb refuses
INSERT INTO agents VALUES ('json-4', 'Plain Reed', NULL, 'coherence', '["\u0000"]', 74.5, 50.0, 1.0, 'sacred_south', 17, 'active', 1735693200, 1735689600, 1735693200, NULL, NULL);
-- JSON with an escaped lone surrogate
INSERT INTO agents VALUES ('json-5', 'Plain Reed', NULL, 'coherence', '["\ud800"]', 74.5, 50.0, 1.0, 'sacred_south', 16, 'active', 1735693200, 1735689600, 1735693200, NULL, NULL);
-- bare NaN
INSERT INTO agents VALUES ('json-6', 'Plain Reed', NULL, 'coherence', 'NaN', 74.5, 50.0, 1.0, 'sacred_south', 15, 'active', 1735693200, 1735689600, 1735693200, NULL, NULL);
-- JSON null is a value
INSERT INTO agents VALUES ('json-7', 'Plain Reed', NULL, 'coherence', 'null', 74.5, 50.0, 1.0, 'sacred_south', 14, 'active', 1735693200, 1735689600, 1735693200, NULL, NULL);
-- integer beyond 2^53 in JSON
INSERT INTO agents VALUES ('json-8', 'Plain Reed', NULL, 'coherence', '[9007199254740993]', 74.5, 50.0, 1.0, 'sacred_south', 13, 'active', 1735693200, 1735689600, 1735693200, NULL, NULL);
-- invalid UTF-8 in JSON
INSERT INTO agents VALUES ('json-9', 'Plain Reed', NULL, 'coherence', CAST(X'5B22C328225D' AS TEXT), 74.5, 50.0, 1.0, 'sacred_south', 12, 'active', 1735693200, 1735689600, 1735693200, NULL, NULL);
-- BLOB in a JSON column
INSERT INTO agents VALUES ('json-10', 'Plain Reed', NULL, 'coherence', X'5B5D', 74.5, 50.0, 1.0, 'sacred_south', 4, 'active', 1735693200, 1735689600, 1735693200, NULL, NULL);
-- unknown harmony
INSERT INTO agents VALUES ('harmony-1', 'Plain Reed', NULL, 'healing', '[]', 74.5, 50.0, 1.0, 'sacred_south', 18, 'active', 1735693200, 1735689600, 1735693200, NULL, NULL);
-- no harmony
INSERT INTO agents VALUES ('harmony-2', 'Plain Reed', NULL, NULL, '[]', 74.5, 50.0, 1.0, 'sacred_south', 17, 'active', 1735693200, 1735689600, 1735693200, NULL, NULL);
-- harmony by another name
INSERT INTO agents VALUES ('harmony-3', 'Plain Reed', NULL, 'Sacred-Reciprocity', '[]', 74.5, 50.0, 1.0, 'sacred_south', 16, 'active', 1735693200, 1735689600, 1735693200, NULL, NULL);
-- harmony by another name, with a space
INSERT INTO agents VALUES ('harmony-4', 'Plain Reed', NULL, 'INFINITE PLAY', '[]', 74.5, 50.0, 1.0, 'sacred_south', 15, 'active', 1735693200, 1735689600, 1735693200, NULL, NULL);
-- love far out of range (warning)
INSERT INTO agents VALUES ('love-1', 'Plain Reed', NULL, 'coherence', '[]', 74.5, 1000000.5, 1.0, 'sacred_south', 14, 'active', 1735693200, 1735689600, 1735693200, NULL, NULL);
-- negative love (warning)
INSERT INTO agents VALUES ('love-2', 'Plain Reed', NULL, 'coherence', '[]', 74.5, -250.0, 1.0, 'sacred_south', 13, 'active', 1735693200, 1735689600, 1735693200, NULL, NULL);
-- love NULL, as NaN is stored
INSERT INTO agents VALUES ('love-3', 'Plain Reed', NULL, 'coherence', '[]', 74.5, NULL, 1.0, 'sacred_south', 12, 'active', 1735693200, 1735689600, 1735693200, NULL, NULL);
-- NaN as text
INSERT INTO agents VALUES ('love-4', 'Plain Reed', NULL, 'coherence', '[]', 74.5, 'NaN', 1.0, 'sacred_south', 11, 'active', 1735693200, 1735689600, 1735693200, NULL, NULL);
-- infinity as text
INSERT INTO agents VALUES ('love-5', 'Plain Reed', NULL, 'coherence', '[]', 74.5, 50.0, 'Infinity', 'sacred_south', 10, 'active', 1735693200, 1735689600, 1735693200, NULL, NULL);
-- infinite REAL
INSERT INTO agents VALUES ('inf-1', 'Plain Reed', NULL, 'coherence', '[]', 74.5, 50.0, 9e999, 'sacred_south', 81, 'active', 1735693200, 1735689600, 1735693200, NULL, NULL);
-- negative infinite REAL
INSERT INTO agents VALUES ('inf-2', 'Plain Reed', NULL, 'coherence', '[]', 74.5, 50.0, -9e999, 'sacred_south', 82, 'active', 1735693200, 1735689600, 1735693200, NULL, NULL);
-- the smallest REAL above 0
INSERT INTO agents VALUES ('tiny-1', 'Plain Reed', NULL, 'coherence', '[]', 74.5, 50.0, 4.9e-324, 'sacred_south', 40, 'active', 1735693200, 1735689600, 1735693200, NULL, NULL);
-- key NULL
INSERT INTO agents VALUES (NULL, 'Plain Reed', NULL, 'coherence', '[]', 74.5, 50.0, 1.0, 'sacred_south', NULL, 'active', 1735693200, 1735689600, 1735693200, NULL, NULL);
-- key empty
INSERT INTO agents VALUES ('', 'Plain Reed', NULL, 'coherence', '[]', 74.5, 50.0, 1.0, 'sacred_south', 0, 'active', 1735693200, 1735689600, 1735693200, NULL, NULL);
-- key that differs in case only
INSERT INTO agents VALUES ('Good-1', 'Plain Reed', NULL, 'coherence', '[]', 74.5, 50.0, 1.0, 'sacred_south', 97, 'active', 1735693200, 1735689600, 1735693200, NULL, NULL);
-- key with quotes, comma, tab and backslash
INSERT INTO agents VALUES ('we"ird ''id'', {x}	\N', 'Plain Reed', NULL, 'coherence', '[]', 74.5, 50.0, 1.0, 'sacred_south', 37, 'active', 1735693200, 1735689600, 1735693200, NULL, NULL);
-- empty region
INSERT INTO agents VALUES ('region-1', 'Plain Reed', NULL, 'coherence', '[]', 74.5, 50.0, 1.0, '', 44, 'active', 1735693200, 1735689600, 1735693200, NULL, NULL);
-- copy with less love than the one in replica.db
INSERT INTO agents VALUES ('copy-love', 'Plain Reed', NULL, 'coherence', '[]', 74.5, 60.0, 1.0, 'sacred_south', 2, 'active', 1735693200, 1735689600, 1735693200, NULL, NULL);
-- copy with equal love and less contribution
INSERT INTO agents VALUES ('copy-benefit', 'Plain Reed', NULL, 'coherence', '[]', 74.5, 50.0, 5.0, 'sacred_south', 33, 'active', 1735693200, 1735689600, 1735693200, NULL, NULL);
-- copy with equal love and contribution, later
INSERT INTO agents VALUES ('copy-time', 'Plain Reed', NULL, 'coherence', '[]', 74.5, 50.0, 1.0, 'sacred_south', 85, 'active', 1738368000, 1735689600, 1738368000, NULL, NULL);
-- equal in both files
INSERT INTO agents VALUES ('copy-equal', 'Plain Reed', NULL, 'coherence', '[]', 74.5, 50.0, 1.0, 'sacred_south', 36, 'active', 1735693200, 1735689600, 1735693200, NULL, NULL);
-- love within 0..100 beats love out of range
INSERT INTO agents VALUES ('copy-range', 'Plain Reed', NULL, 'coherence', '[]', 74.5, 10.0, 1.0, 'sacred_south', 67, 'active', 1735693200, 1735689600, 1735693200, NULL, NULL);
-- the best copy, in replica.db, cannot be held; this one loads
INSERT INTO agents VALUES ('copy-broken', 'Plain Reed', NULL, 'coherence', '[]', 74.5, 20.0, 1.0, 'sacred_south', 49, 'active', 1735693200, 1735689600, 1735693200, NULL, NULL);

CREATE TABLE connections (connection_id TEXT PRIMARY KEY, agent1_id TEXT NOT NULL, agent2_id TEXT NOT NULL,
resonance_strength REAL DEFAULT 0.5, harmony_compatibility REAL, connection_type TEXT,
established_at INTEGER, last_interaction INTEGER, interaction_count INTEGER DEFAULT 0,
shared_insights INTEGER DEFAULT 0, co_created_wisdom INTEGER DEFAULT 0,
trust_score REAL DEFAULT 0.5, UNIQUE (agent1_id, agent2_id));
-- nothing odd, and better than c-2
INSERT INTO connections VALUES ('c-1', 'good-1', 'good-2', 0.5, 1.0, 'resonant', 1735689600, 1735693200, 3, 5, 0, 0.5);
-- the same pair the other way round
INSERT INTO connections VALUES ('c-2', 'good-2', 'good-1', 0.5, 1.0, 'resonant', 1735689600, 1735693200, 3, 1, 0, 0.5);
-- an agent connected to itself
INSERT INTO connections VALUES ('c-3', 'good-1', 'good-1', 0.5, 1.0, 'resonant', 1735689600, 1735693200, 3, 1, 0, 0.5);
-- both ends exist nowhere
INSERT INTO connections VALUES ('c-4', 'nobody-1', 'nobody-2', 0.5, 1.0, 'resonant', 1735689600, 1735693200, 3, 1, 0, 0.5);
-- milliseconds where seconds are meant
INSERT INTO connections VALUES ('c-5', 'good-1', 'ms-1', 0.5, 1.0, 'resonant', 1735689600000, 1735693200, 3, 1, 0, 0.5);
-- text in an INTEGER column
INSERT INTO connections VALUES ('c-6', 'good-1', 'date-1', 0.5, 1.0, 'resonant', 1735689600, 1735693200, 'many', 1, 0, 0.5);
-- text in a REAL column
INSERT INTO connections VALUES ('c-7', 'good-1', 'date-2', 0.5, 1.0, 'resonant', 1735689600, 1735693200, 3, 1, 0, 'high');
-- empty text where no time is meant
INSERT INTO connections VALUES ('c-8', 'good-1', 'empty-1', 0.5, 1.0, 'resonant', 1735689600, '', 3, 1, 0, 0.5);
-- key empty
INSERT INTO connections VALUES ('c-9', '', 'good-2', 0.5, 1.0, 'resonant', 1735689600, 1735693200, 3, 1, 0, 0.5);
-- strength out of range
INSERT INTO connections VALUES ('c-10', 'good-2', 'time-1', 1.75, 1.0, 'resonant', 1735689600, 1735693200, 3, 1, 0, 0.5);
-- text that looks like a number, which the REAL column made one
INSERT INTO connections VALUES ('c-11', 'good-2', 'time-2', 0.5, 1.0, 'resonant', 1735689600, 1735693200, 3, 1, 0, '0.25');

CREATE TABLE consciousness_stream (stream_id INTEGER PRIMARY KEY AUTOINCREMENT, timestamp INTEGER NOT NULL,
from_agent TEXT NOT NULL, to_agent TEXT, message_type TEXT NOT NULL, content TEXT,
sacred_encoding TEXT, field_impact REAL DEFAULT 0.0, harmony_resonance TEXT,
processed BOOLEAN DEFAULT 0, propagated BOOLEAN DEFAULT 0, crystallized BOOLEAN DEFAULT 0,
partition_key INTEGER);
-- nothing odd
INSERT INTO consciousness_stream VALUES (1, 1735689601, 'good-1', 'good-2', 'insight', 'message 1', 'plain', 1.0, 'coherence', 0, 0, 0, NULL);
-- sender exists nowhere
INSERT INTO consciousness_stream VALUES (2, 1735689602, 'test-agent', 'good-2', 'insight', 'message 2', 'plain', 1.0, 'coherence', 0, 0, 0, NULL);
-- sender is the collective
INSERT INTO consciousness_stream VALUES (3, 1735689603, 'collective', 'good-2', 'insight', 'message 3', 'plain', 1.0, 'coherence', 0, 0, 0, NULL);
-- receiver is all
INSERT INTO consciousness_stream VALUES (4, 1735689604, 'good-1', 'all', 'insight', 'message 4', 'plain', 1.0, 'coherence', 0, 0, 0, NULL);
-- receiver is broadcast
INSERT INTO consciousness_stream VALUES (5, 1735689605, 'good-1', 'broadcast', 'insight', 'message 5', 'plain', 1.0, 'coherence', 0, 0, 0, NULL);
-- receiver is a sacred name
INSERT INTO consciousness_stream VALUES (6, 1735689606, 'good-1', 'Willow of the East', 'insight', 'message 6', 'plain', 1.0, 'coherence', 0, 0, 0, NULL);
-- receiver NULL, a broadcast
INSERT INTO consciousness_stream VALUES (7, 1735689607, 'good-1', NULL, 'insight', 'message 7', 'plain', 1.0, 'coherence', 0, 0, 0, NULL);
-- receiver empty
INSERT INTO consciousness_stream VALUES (8, 1735689608, 'good-1', '', 'insight', 'message 8', 'plain', 1.0, 'coherence', 0, 0, 0, NULL);
-- milliseconds where seconds are meant
INSERT INTO consciousness_stream VALUES (9, 1735689600500, 'good-1', 'good-2', 'insight', 'message 9', 'plain', 1.0, 'coherence', 0, 0, 0, NULL);
-- text date beside integers
INSERT INTO consciousness_stream VALUES (10, '2025-01-02 03:04:05', 'good-1', 'good-2', 'insight', 'message 10', 'plain', 1.0, 'coherence', 0, 0, 0, NULL);
-- time 0
INSERT INTO consciousness_stream VALUES (11, 0, 'good-1', 'good-2', 'insight', 'message 11', 'plain', 1.0, 'coherence', 0, 0, 0, NULL);
-- negative time
INSERT INTO consciousness_stream VALUES (12, -86400, 'good-1', 'good-2', 'insight', 'message 12', 'plain', 1.0, 'coherence', 0, 0, 0, NULL);
-- time beyond 2262
INSERT INTO consciousness_stream VALUES (13, 9300000000, 'good-1', 'good-2', 'insight', 'message 13', 'plain', 1.0, 'coherence', 0, 0, 0, NULL);
-- time out of range
INSERT INTO consciousness_stream VALUES (14, 1735689600000000, 'good-1', 'good-2', 'insight', 'message 14', 'plain', 1.0, 'coherence', 0, 0, 0, NULL);
-- text 'true'
INSERT INTO consciousness_stream VALUES (15, 1735689615, 'good-1', 'good-2', 'insight', 'message 15', 'plain', 1.0, 'coherence', 'true', 0, 0, NULL);
-- text 'FALSE'
INSERT INTO consciousness_stream VALUES (16, 1735689616, 'good-1', 'good-2', 'insight', 'message 16', 'plain', 1.0, 'coherence', 0, 'FALSE', 0, NULL);
-- text that is no boolean
INSERT INTO consciousness_stream VALUES (17, 1735689617, 'good-1', 'good-2', 'insight', 'message 17', 'plain', 1.0, 'coherence', 'maybe', 0, 0, NULL);
-- 2 as a boolean
INSERT INTO consciousness_stream VALUES (18, 1735689618, 'good-1', 'good-2', 'insight', 'message 18', 'plain', 1.0, 'coherence', 0, 0, 2, NULL);
-- invalid UTF-8
INSERT INTO consciousness_stream VALUES (19, 1735689619, 'good-1', 'good-2', 'insight', CAST(X'C328A0FF' AS TEXT), 'plain', 1.0, 'coherence', 0, 0, 0, NULL);
-- NUL character inside text
INSERT INTO consciousness_stream VALUES (20, 1735689620, 'good-1', 'good-2', 'insight', 'before' || char(0) || 'after', 'plain', 1.0, 'coherence', 0, 0, 0, NULL);
-- string of 1 MB (1,048,576 times 0)
INSERT INTO consciousness_stream VALUES (21, 1735689621, 'good-1', 'good-2', 'insight', hex(zeroblob(524288)), 'plain', 1.0, 'coherence', 0, 0, 0, NULL);
-- content empty
INSERT INTO consciousness_stream VALUES (22, 1735689622, 'good-1', 'good-2', 'insight', '', 'plain', 1.0, 'coherence', 0, 0, 0, NULL);
-- content NULL
INSERT INTO consciousness_stream VALUES (23, 1735689623, 'good-1', 'good-2', 'insight', NULL, 'plain', 1.0, 'coherence', 0, 0, 0, NULL);
-- NaN as text
INSERT INTO consciousness_stream VALUES (24, 1735689624, 'good-1', 'good-2', 'insight', 'message 24', 'plain', 'NaN', 'coherence', 0, 0, 0, NULL);
-- text in the partition key, which the target computes
INSERT INTO consciousness_stream VALUES (25, 1735689625, 'good-1', 'good-2', 'insight', 'message 25', 'plain', 1.0, 'coherence', 0, 0, 0, 'none');
-- harmony nobody knows
INSERT INTO consciousness_stream VALUES (26, 1735689626, 'good-1', 'good-2', 'insight', 'message 26', 'plain', 1.0, 'gratitude', 0, 0, 0, NULL);
-- line breaks, tabs, backslashes
INSERT INTO consciousness_stream VALUES (27, 1735689627, 'good-1', 'good-2', 'insight', 'a' || char(9) || 'b' || char(10) || 'c\.' || char(13) || char(10) || '\N', 'plain', 1.0, 'coherence', 0, 0, 0, NULL);
-- stands twice here and three times in replica.db: three load
INSERT INTO consciousness_stream VALUES (28, 1735700000, 'good-1', 'good-2', 'insight', 'again', 'plain', 1.0, 'coherence', 0, 0, 0, NULL);
INSERT INTO consciousness_stream VALUES (29, 1735700000, 'good-1', 'good-2', 'insight', 'again', 'plain', 1.0, 'coherence', 0, 0, 0, NULL);
-- agent that writes to itself
INSERT INTO consciousness_stream VALUES (30, 1735689630, 'good-1', 'good-1', 'insight', 'message 30', 'plain', 1.0, 'coherence', 0, 0, 0, NULL);

CREATE TABLE spores (spore_id TEXT PRIMARY KEY, created_at INTEGER, origin_agent TEXT, spore_type TEXT, content TEXT,
metadata TEXT, propagation_count INTEGER DEFAULT 0, resonance_threshold REAL, max_hops INTEGER,
seen_agents_bloom TEXT, propagation_path TEXT);
-- nothing odd
INSERT INTO spores VALUES ('s-1', 1735689600, 'good-1', 'insight', 'grow', '{"depth": 1}', 1, 0.5, 3, NULL, '["good-1"]');
-- JSON that is not JSON
INSERT INTO spores VALUES ('s-2', 1735689600, 'good-1', 'insight', 'grow', '{depth: 3}', 1, 0.5, 3, NULL, '["good-1"]');
-- empty text in a JSON column
INSERT INTO spores VALUES ('s-3', 1735689600, 'good-1', 'insight', 'grow', '', 1, 0.5, 3, NULL, '["good-1"]');
-- origin exists nowhere
INSERT INTO spores VALUES ('s-4', 1735689600, 'test-agent', 'insight', 'grow', '{"depth": 1}', 1, 0.5, 3, NULL, '["good-1"]');
-- milliseconds where seconds are meant
INSERT INTO spores VALUES ('s-5', 1735689600000, 'good-1', 'insight', 'grow', '{"depth": 1}', 1, 0.5, 3, NULL, '["good-1"]');
-- JSON that is not JSON
INSERT INTO spores VALUES ('s-6', 1735689600, 'good-1', 'insight', 'grow', '{"depth": 1}', 1, 0.5, 3, NULL, 'good-1 > good-2');
-- Bloom filter as a BLOB
INSERT INTO spores VALUES ('s-7', 1735689600, 'good-1', 'insight', 'grow', '{"depth": 1}', 1, 0.5, 3, X'00FF10', '["good-1"]');

CREATE TABLE wisdom_crystals (crystal_id TEXT PRIMARY KEY, formed_at INTEGER, insight_content TEXT, crystal_type TEXT,
contributing_agents TEXT, formation_pattern TEXT, resonance_score REAL, wisdom_score REAL,
parent_crystals TEXT, child_crystals TEXT, geometric_signature TEXT, harmonic_frequency REAL);
-- nothing odd
INSERT INTO wisdom_crystals VALUES ('w-1', 1735689600, 'listen', 'emergent', '["good-1"]', 'spiral', 0.5, 50.0, '[]', '[]', '0f', 432.0);
-- JSON that is not JSON
INSERT INTO wisdom_crystals VALUES ('w-2', 1735689600, 'listen', 'emergent', 'everyone', 'spiral', 0.5, 50.0, '[]', '[]', '0f', 432.0);
-- empty text where no time is meant
INSERT INTO wisdom_crystals VALUES ('w-3', '', 'listen', 'emergent', '["good-1"]', 'spiral', 0.5, 50.0, '[]', '[]', '0f', 432.0);
-- text in a REAL column
INSERT INTO wisdom_crystals VALUES ('w-4', 1735689600, 'listen', 'emergent', '["good-1"]', 'spiral', 0.5, 'deep', '[]', '[]', '0f', 432.0);

CREATE TABLE field_measurements (measurement_id INTEGER PRIMARY KEY AUTOINCREMENT, timestamp INTEGER, region_id TEXT,
coherence_level REAL, love_amplitude REAL, resonance_patterns TEXT, active_agents INTEGER,
message_velocity REAL, spore_propagation_rate REAL, wisdom_emergence_rate REAL,
hour_bucket INTEGER);
-- nothing odd
INSERT INTO field_measurements VALUES (1, 1735689601, 'sacred_east', 74.5, 1.0, '{}', 3, 1.0, 0.5, 0.1, NULL);
-- JSON that is not JSON
INSERT INTO field_measurements VALUES (2, 1735689602, 'sacred_east', 74.5, 1.0, 'still', 3, 1.0, 0.5, 0.1, NULL);
-- infinite REAL
INSERT INTO field_measurements VALUES (3, 1735689603, 'sacred_east', 74.5, 1.0, '{}', 3, 9e999, 0.5, 0.1, NULL);
-- region nobody knows
INSERT INTO field_measurements VALUES (4, 1735689604, 'atlantis', 74.5, 1.0, '{}', 3, 1.0, 0.5, 0.1, NULL);
-- text in an INTEGER column
INSERT INTO field_measurements VALUES (5, 1735689605, 'sacred_east', 74.5, 1.0, '{}', 'few', 1.0, 0.5, 0.1, NULL);

CREATE TABLE quantum_entanglements (entanglement_id TEXT PRIMARY KEY, agent1_id TEXT NOT NULL, agent2_id TEXT NOT NULL,
created_at INTEGER, entanglement_strength REAL, coherence_correlation REAL,
synchronicity_events TEXT, simultaneous_insights INTEGER DEFAULT 0, resonance_spikes TEXT,
UNIQUE (agent1_id, agent2_id));
-- nothing odd
INSERT INTO quantum_entanglements VALUES ('e-1', 'good-1', 'good-2', 1735689600, 0.5, 0.0, '[]', 1, '[0.5]');
-- an agent entangled with itself
INSERT INTO quantum_entanglements VALUES ('e-2', 'good-1', 'good-1', 1735689600, 0.5, 0.0, '[]', 1, '[0.5]');
-- JSON that is not JSON
INSERT INTO quantum_entanglements VALUES ('e-3', 'good-2', 'ms-1', 1735689600, 0.5, 0.0, 'often', 1, '[0.5]');

CREATE TABLE sacred_cache (cache_key TEXT PRIMARY KEY, cache_value TEXT, cache_type TEXT, expires_at INTEGER,
created_at INTEGER, hit_count INTEGER DEFAULT 0);
-- nothing odd
INSERT INTO sacred_cache VALUES ('k-1', '{"v": 1}', 'field', 1735776000000, 1735689600, 1);
-- seconds where milliseconds are meant
INSERT INTO sacred_cache VALUES ('k-2', '{"v": 2}', 'field', 1735776000, 1735689600, 1);
-- JSON that is not JSON
INSERT INTO sacred_cache VALUES ('k-3', 'warm', 'field', NULL, 1735689600, 1);
-- empty text in a JSON column
INSERT INTO sacred_cache VALUES ('k-4', '', 'field', NULL, 1735689600, 1);
-- key empty
INSERT INTO sacred_cache VALUES ('', '{}', 'field', NULL, 1735689600, 1);

COMMIT;
