-- A copy of the shop from before: fewer rows, some of them as they were then. The ids of order lines
-- and page views are other ones: they mean nothing outside their file.
CREATE TABLE customers (
  id INTEGER PRIMARY KEY,
  name TEXT NOT NULL,
  email TEXT UNIQUE,
  area TEXT,
  loyalty REAL,
  joined INTEGER,
  updated INTEGER,
  nickname TEXT
);
CREATE TABLE orders (
  id INTEGER PRIMARY KEY,
  customer_id INTEGER NOT NULL,
  placed TEXT NOT NULL,
  status TEXT NOT NULL,
  paid INTEGER NOT NULL DEFAULT 0
);
CREATE TABLE order_lines (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  order_id INTEGER NOT NULL,
  sku TEXT NOT NULL,
  quantity INTEGER NOT NULL,
  price REAL NOT NULL
);
CREATE TABLE products (sku TEXT PRIMARY KEY, title TEXT NOT NULL, price REAL NOT NULL, details TEXT, picture BLOB);
CREATE TABLE carts (id INTEGER PRIMARY KEY, customer_id INTEGER, sku TEXT, quantity INTEGER);

-- The first 50 customers; those with an even number have another loyalty since.
INSERT INTO customers
WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 50)
SELECT i, 'Customer ' || i, 'customer' || i || '@shop.example',
  CASE WHEN i % 13 = 0 THEN NULL WHEN i % 17 = 0 THEN 'Atlantis'
    ELSE trim(substr('NorthSouthEast West Port ', 1 + 5 * (i % 5), 5)) END,
  (i % 101) / 100.0 + CASE WHEN i % 2 = 0 THEN 0.1 ELSE 0 END,
  1700000000 + 86400 * i, 1740000000 + 3600 * i - CASE WHEN i % 2 = 0 THEN 1800 ELSE 0 END,
  CASE WHEN i % 4 = 0 THEN 'nick' || i END
FROM n;

INSERT INTO orders
WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 59)
SELECT 1000 + i, 1 + (i * 7) % 120,
  strftime('%Y-%m-%d %H:%M:%S', 1735700000 + 40000 * i, 'unixepoch'),
  CASE i % 3 WHEN 0 THEN 'open' WHEN 1 THEN 'sent' ELSE 'returned' END, i % 3 > 0
FROM n;

-- Entered in another order: the lines are the same, their ids are not.
INSERT INTO order_lines (order_id, sku, quantity, price)
SELECT o.id, printf('SKU-%03d', 1 + (o.id * 3 + l.k * 11) % 40), 1 + l.k, 5.5 + (o.id * 3 + l.k * 11) % 40
FROM orders o, (SELECT 0 AS k UNION ALL SELECT 1) l
ORDER BY o.id DESC, l.k;
INSERT INTO order_lines (order_id, sku, quantity, price) VALUES (1001, 'SKU-001', 7, 1.25);

-- One product that was taken off since, and one under its former price.
INSERT INTO products VALUES
  ('SKU-900', 'Taken off', 9.99, NULL, NULL),
  ('SKU-003', 'Product 3', 3.5, '{"weight": 30}', NULL);
INSERT INTO carts VALUES (1, 7, 'SKU-900', 2);
