-- One of each wart that a file of profile unified has been seen to hold; assigned_to is declared INTEGER
-- although ids are text.
BEGIN;

CREATE TABLE unified_agents (id TEXT PRIMARY KEY, name TEXT NOT NULL, role TEXT, capabilities TEXT,
coherence_level INTEGER DEFAULT 50, love_resonance INTEGER DEFAULT 50,
field_coherence REAL DEFAULT 0.5, primary_harmony TEXT, status TEXT DEFAULT 'active',
last_heartbeat INTEGER, session_info TEXT, total_contributions INTEGER DEFAULT 0,
messages_sent INTEGER DEFAULT 0, work_completed INTEGER DEFAULT 0,
field_impact_given REAL DEFAULT 0.0, created_at INTEGER);
-- nothing odd
INSERT INTO unified_agents VALUES ('u-1', 'Plain Reed', 'weaver', 'listening', 74, 50, 0.74, 'agency', 'active', 1735693200000, NULL, 1, 2, 3, 0.5, 1735689600000);
-- seconds where milliseconds are meant
INSERT INTO unified_agents VALUES ('u-2', 'Plain Reed', 'weaver', 'listening', 74, 50, 0.74, 'agency', 'active', 1735693200000, NULL, 1, 2, 3, 0.5, 1735689600);
-- text date
INSERT INTO unified_agents VALUES ('u-3', 'Plain Reed', 'weaver', 'listening', 74, 50, 0.74, 'agency', 'active', '2025-01-01 01:00:00', NULL, 1, 2, 3, 0.5, 1735689600000);
-- empty text where no time is meant
INSERT INTO unified_agents VALUES ('u-4', 'Plain Reed', 'weaver', 'listening', 74, 50, 0.74, 'agency', 'active', '', NULL, 1, 2, 3, 0.5, 1735689600000);
-- text in an INTEGER column
INSERT INTO unified_agents VALUES ('u-5', 'Plain Reed', 'weaver', 'listening', 'high', 50, 0.74, 'agency', 'active', 1735693200000, NULL, 1, 2, 3, 0.5, 1735689600000);
-- 2^53 as a number with a fraction: exact
INSERT INTO unified_agents VALUES ('u-6', 'Plain Reed', 'weaver', 'listening', 74, 50, 0.74, 'agency', 'active', 1735693200000, NULL, 9007199254740992, 2, 3, 0.5, 1735689600000);
-- 2^53 + 1 as a number with a fraction: not exact
INSERT INTO unified_agents VALUES ('u-7', 'Plain Reed', 'weaver', 'listening', 74, 50, 0.74, 'agency', 'active', 1735693200000, NULL, 9007199254740993, 2, 3, 0.5, 1735689600000);
-- love far out of range (warning)
INSERT INTO unified_agents VALUES ('u-8', 'Plain Reed', 'weaver', 'listening', 74, 100000, 0.74, 'agency', 'active', 1735693200000, NULL, 1, 2, 3, 0.5, 1735689600000);
-- JSON that is not JSON
INSERT INTO unified_agents VALUES ('u-9', 'Plain Reed', 'weaver', 'listening', 74, 50, 0.74, 'agency', 'active', 1735693200000, 'none', 1, 2, 3, 0.5, 1735689600000);
-- empty text in a JSON column
INSERT INTO unified_agents VALUES ('u-10', 'Plain Reed', 'weaver', 'listening', 74, 50, 0.74, 'agency', 'active', 1735693200000, '', 1, 2, 3, 0.5, 1735689600000);
-- capabilities as JSON
INSERT INTO unified_agents VALUES ('u-11', 'Plain Reed', 'weaver', '["listening"]', 74, 50, 0.74, 'agency', 'active', 1735693200000, NULL, 1, 2, 3, 0.5, 1735689600000);
-- capabilities as an address
INSERT INTO unified_agents VALUES ('u-12', 'Plain Reed', 'weaver', 'HIPI:0f3a', 74, 50, 0.74, 'agency', 'active', 1735693200000, NULL, 1, 2, 3, 0.5, 1735689600000);
-- harmony by another name
INSERT INTO unified_agents VALUES ('u-13', 'Plain Reed', 'weaver', 'listening', 74, 50, 0.74, 'resonantCoherence', 'active', 1735693200000, NULL, 1, 2, 3, 0.5, 1735689600000);
-- REAL in an INTEGER column whose target takes it
INSERT INTO unified_agents VALUES ('u-14', 'Plain Reed', 'weaver', 'listening', 74, 61.5, 0.74, 'agency', 'active', 1735693200000, NULL, 1, 2, 3, 0.5, 1735689600000);
-- the agent of prima.db, older and with less love
INSERT INTO unified_agents VALUES ('good-2', 'Plain Reed', 'weaver', 'listening', 74, 49, 0.74, 'agency', 'active', 1735693200000, NULL, 1, 2, 3, 0.5, 1735689600000);
-- key NULL
INSERT INTO unified_agents VALUES (NULL, 'Plain Reed', 'weaver', 'listening', 74, 50, 0.74, 'agency', 'active', 1735693200000, NULL, 1, 2, 3, 0.5, 1735689600000);

CREATE TABLE unified_messages (id TEXT PRIMARY KEY, from_agent TEXT NOT NULL REFERENCES unified_agents(id),
to_agent TEXT REFERENCES unified_agents(id), content TEXT, message_type TEXT, harmony TEXT,
field_impact REAL DEFAULT 0.0, love_quotient REAL, read_status TEXT DEFAULT 'unread',
response_needed INTEGER DEFAULT 0, priority TEXT DEFAULT 'normal', created_at INTEGER);
-- nothing odd: derives the connection of u-1 and u-2
INSERT INTO unified_messages VALUES ('m-1', 'u-1', 'u-2', 'hello', 'greeting', 'agency', 1.0, 0.5, 'read', 0, 'normal', 1735689600000);
-- seconds where milliseconds are meant
INSERT INTO unified_messages VALUES ('m-2', 'u-1', 'u-2', 'hello', 'greeting', 'agency', 1.0, 0.5, 'read', 0, 'normal', 1735689600);
-- text date
INSERT INTO unified_messages VALUES ('m-3', 'u-1', 'u-2', 'hello', 'greeting', 'agency', 1.0, 0.5, 'read', 0, 'normal', '2025-01-01 02:03:04');
-- sender exists nowhere
INSERT INTO unified_messages VALUES ('m-4', 'broadcast', 'u-2', 'hello', 'greeting', 'agency', 1.0, 0.5, 'read', 0, 'normal', 1735689600000);
-- receiver is the collective
INSERT INTO unified_messages VALUES ('m-5', 'u-1', 'collective', 'hello', 'greeting', 'agency', 1.0, 0.5, 'read', 0, 'normal', 1735689600000);
-- text 'true'
INSERT INTO unified_messages VALUES ('m-6', 'u-1', 'u-2', 'hello', 'greeting', 'agency', 1.0, 0.5, 'read', 'true', 'normal', 1735689600000);
-- text that is no boolean
INSERT INTO unified_messages VALUES ('m-7', 'u-1', 'u-2', 'hello', 'greeting', 'agency', 1.0, 0.5, 'read', 'yes', 'normal', 1735689600000);
-- text in a REAL column
INSERT INTO unified_messages VALUES ('m-8', 'u-1', 'u-2', 'hello', 'greeting', 'agency', 1.0, 'all of it', 'read', 0, 'normal', 1735689600000);
-- priority as a number, which the TEXT column made text
INSERT INTO unified_messages VALUES ('m-9', 'u-1', 'u-2', 'hello', 'greeting', 'agency', 1.0, 0.5, 'read', 0, 2, 1735689600000);
-- key empty
INSERT INTO unified_messages VALUES ('', 'u-1', 'u-2', 'hello', 'greeting', 'agency', 1.0, 0.5, 'read', 0, 'normal', 1735689600000);
-- number where a text state is meant, which the TEXT column made text
INSERT INTO unified_messages VALUES ('m-11', 'u-1', 'u-2', 'hello', 'greeting', 'agency', 1.0, 0.5, 1, 0, 'normal', 1735689600000);

CREATE TABLE unified_work (id TEXT PRIMARY KEY, title TEXT, description TEXT, created_by TEXT,
assigned_to INTEGER REFERENCES unified_agents(id), primary_harmony TEXT,
status TEXT DEFAULT 'open', progress INTEGER DEFAULT 0, priority TEXT DEFAULT 'normal',
due_date INTEGER, field_impact REAL DEFAULT 0.0, created_at INTEGER, updated_at INTEGER);
-- INTEGER foreign key that holds a text id
INSERT INTO unified_work VALUES ('k-1', 'Tend the river', 'slowly', 'u-1', 'u-2', 'agency', 'open', 10, 'high', 1738368000000, NULL, 1735689600000, 1735693200000);
-- INTEGER foreign key that holds a number
INSERT INTO unified_work VALUES ('k-2', 'Tend the river', 'slowly', 'u-1', 42, 'agency', 'open', 10, 'high', 1738368000000, NULL, 1735689600000, 1735693200000);
-- text in an INTEGER column
INSERT INTO unified_work VALUES ('k-3', 'Tend the river', 'slowly', 'u-1', 'u-2', 'agency', 'open', 'half', 'high', 1738368000000, NULL, 1735689600000, 1735693200000);
-- seconds where milliseconds are meant
INSERT INTO unified_work VALUES ('k-4', 'Tend the river', 'slowly', 'u-1', 'u-2', 'agency', 'open', 10, 'high', 1738368000, NULL, 1735689600000, 1735693200000);
-- empty text where no time is meant
INSERT INTO unified_work VALUES ('k-5', 'Tend the river', 'slowly', 'u-1', 'u-2', 'agency', 'open', 10, 'high', '', NULL, 1735689600000, 1735693200000);
-- created by nobody we know
INSERT INTO unified_work VALUES ('k-6', 'Tend the river', 'slowly', 'nobody', 'u-2', 'agency', 'open', 10, 'high', 1738368000000, NULL, 1735689600000, 1735693200000);

CREATE TABLE field_coherence_log (id INTEGER PRIMARY KEY AUTOINCREMENT, timestamp INTEGER, active_agents INTEGER,
average_consciousness REAL, love_field_strength REAL, collective_coherence REAL,
dominant_harmony TEXT, field_events TEXT);
-- a fraction becomes a percentage
INSERT INTO field_coherence_log VALUES (1, 1735689600001, 3, 50.0, 1.0, 0.745, 'agency', '[]');
-- JSON that is not JSON
INSERT INTO field_coherence_log VALUES (2, 1735689600002, 3, 50.0, 1.0, 0.745, 'agency', 'quiet');
-- seconds where milliseconds are meant
INSERT INTO field_coherence_log VALUES (3, 1735689600, 3, 50.0, 1.0, 0.745, 'agency', '[]');

CREATE TABLE unified_collectives (id TEXT PRIMARY KEY, name TEXT NOT NULL, description TEXT, created_by TEXT,
status TEXT DEFAULT 'active', created_at INTEGER);
-- nothing odd
INSERT INTO unified_collectives VALUES ('o-1', 'Circle of the River', 'we listen', 'u-1', 'active', 1735689600000);
-- created by nobody we know, in seconds
INSERT INTO unified_collectives VALUES ('o-2', 'Circle of Nobody', NULL, 'nobody', 'active', 1735689600);

CREATE TABLE collective_memberships (id TEXT PRIMARY KEY, collective_id TEXT NOT NULL, agent_id TEXT NOT NULL, role TEXT,
joined_at INTEGER, UNIQUE (collective_id, agent_id));
-- nothing odd
INSERT INTO collective_memberships VALUES ('b-1', 'o-1', 'u-1', 'guide', 1735689600000);
-- member exists nowhere
INSERT INTO collective_memberships VALUES ('b-2', 'o-1', 'test-agent', 'member', 1735689600000);
-- key empty
INSERT INTO collective_memberships VALUES ('b-3', '', 'u-2', 'member', 1735689600000);

COMMIT;
