-- A file of other applications: nothing here is claimed by a profile, although one table is called agents.
BEGIN;

-- composite key, spaces, capitals, a declared type that says little
CREATE TABLE "Order Details" ("Order ID" INTEGER NOT NULL, "Line" SMALLINT NOT NULL, "Unit Price" DECIMAL(10,2),
"Qty." BIGINT DEFAULT 1, Note VARCHAR(40), PRIMARY KEY ("Order ID", "Line"));
INSERT INTO "Order Details" VALUES (1, 1, 9.75, 3, 'first');
INSERT INTO "Order Details" VALUES (1, 2, 12.5, 9007199254740993, NULL);
INSERT INTO "Order Details" VALUES (2, 1, 0.25, -9223372036854775807 - 1, '');
CREATE INDEX "by note" ON "Order Details"(Note);

-- keywords as names
CREATE TABLE "select" ("from" TEXT PRIMARY KEY, "where" TEXT, "order" INTEGER, "user" TEXT);
INSERT INTO "select" VALUES ('here', 'there', 1, 'it''s "me"');

-- letters beyond ASCII
CREATE TABLE "Größe" ("Maß" REAL, "名前" TEXT);
INSERT INTO "Größe" VALUES (1.5, 'Länge');
INSERT INTO "Größe" VALUES (-2.25, '道');

-- no declared types at all, and values of every class in one column
CREATE TABLE anything (a, b);
INSERT INTO anything VALUES (1, 'one');
INSERT INTO anything VALUES ('two', 2.5);
INSERT INTO anything VALUES (NULL, X'00FF');
INSERT INTO anything VALUES (3.5, NULL);

-- without rowid
CREATE TABLE settings (name TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;
INSERT INTO settings VALUES ('theme', 'dark');
INSERT INTO settings VALUES ('volume', '11');

-- generated column, and a view, which holds no rows of its own
CREATE TABLE invoice (id INTEGER PRIMARY KEY, net REAL NOT NULL, tax REAL NOT NULL,
gross REAL GENERATED ALWAYS AS (net + tax) VIRTUAL);
INSERT INTO invoice (id, net, tax) VALUES (1, 100.0, 19.0);
CREATE VIEW open_invoice AS SELECT id, gross FROM invoice;

-- BLOBs
CREATE TABLE attachment (id INTEGER PRIMARY KEY, body BLOB, sha TEXT UNIQUE);
INSERT INTO attachment VALUES (1, X'89504E470D0A1A0A00', 'a1');
INSERT INTO attachment VALUES (2, zeroblob(1048576), 'a2');
INSERT INTO attachment VALUES (3, X'', NULL);

-- an agents table of another program
CREATE TABLE agents (id INTEGER PRIMARY KEY, first_name TEXT, commission REAL, hired DATE);
INSERT INTO agents VALUES (1, 'Ada', 0.25, '2019-12-10');
INSERT INTO agents VALUES (7, 'Grace', 0.5, NULL);

-- the older messaging schema: times are text
CREATE TABLE messages (id INTEGER PRIMARY KEY AUTOINCREMENT, sender TEXT, body TEXT,
sent_at DATETIME DEFAULT CURRENT_TIMESTAMP);
INSERT INTO messages VALUES (1, 'good-1', 'hello', '2023-11-05 08:09:10');
INSERT INTO messages VALUES (2, 'good-2', 'hello back', '2023-11-05 08:10:00');

-- scores of trust
CREATE TABLE consciousness_agents (agent_id TEXT PRIMARY KEY, trust REAL DEFAULT 0.5);
INSERT INTO consciousness_agents VALUES ('good-1', 0.75);
CREATE TABLE consciousness_actions (action_id INTEGER PRIMARY KEY, agent_id TEXT, action TEXT, weight REAL);
INSERT INTO consciousness_actions VALUES (1, 'good-1', 'listened', 0.5);
CREATE TABLE trust_evolution_log (agent_id TEXT, at TEXT, old REAL, new REAL);
INSERT INTO trust_evolution_log VALUES ('good-1', '2024-02-29 23:59:59', 0.5, 0.75);
INSERT INTO trust_evolution_log VALUES ('good-1', '2024-02-29 23:59:59', 0.5, 0.75);

-- a table without rows
CREATE TABLE nothing_yet (id INTEGER PRIMARY KEY, hope TEXT);

COMMIT;
