-- A shop as it stands: customers who refer one another, their orders, what these hold, and what is
-- sold. Made by counting, so that every number can be worked out by hand; nothing in it is real.
-- How it is mapped: config/mapping/shop.yml.
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
  customer_id INTEGER NOT NULL REFERENCES customers (id),
  placed TEXT NOT NULL,
  status TEXT NOT NULL,
  paid INTEGER NOT NULL DEFAULT 0
);
CREATE INDEX orders_of ON orders (customer_id);
CREATE TABLE order_lines (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  order_id INTEGER NOT NULL REFERENCES orders (id),
  sku TEXT NOT NULL REFERENCES products (sku),
  quantity INTEGER NOT NULL,
  price REAL NOT NULL
);
CREATE TABLE products (
  sku TEXT PRIMARY KEY,
  title TEXT NOT NULL,
  price REAL NOT NULL,
  details TEXT,
  picture BLOB
);
CREATE TABLE referrals (
  referrer INTEGER NOT NULL REFERENCES customers (id),
  referred INTEGER NOT NULL REFERENCES customers (id),
  at INTEGER,
  orders INTEGER NOT NULL DEFAULT 0,
  PRIMARY KEY (referrer, referred)
) WITHOUT ROWID;
CREATE TABLE page_views (
  id INTEGER PRIMARY KEY,
  customer_id INTEGER NOT NULL,
  page TEXT NOT NULL,
  at INTEGER NOT NULL
);
CREATE TABLE settings (name TEXT PRIMARY KEY, value TEXT);
CREATE TABLE carts (id INTEGER PRIMARY KEY, customer_id INTEGER, sku TEXT, quantity INTEGER);
CREATE TABLE newsletter (edition INTEGER PRIMARY KEY, subject TEXT, sent_on TEXT);

-- 120 customers in five areas; every 13th has none, every 17th one that is not on the list.
INSERT INTO customers
WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 120)
SELECT i, 'Customer ' || i, 'customer' || i || '@shop.example',
  CASE WHEN i % 13 = 0 THEN NULL WHEN i % 17 = 0 THEN 'Atlantis'
    ELSE substr('NorthSouthEast West Port ', 1 + 5 * (i % 5), 5) END,
  (i % 101) / 100.0, 1700000000 + 86400 * i, 1740000000 + 3600 * i,
  CASE WHEN i % 4 = 0 THEN 'nick' || i END
FROM n;
UPDATE customers SET area = trim(area);

-- 300 orders, 5 of them of a customer who is not there any more.
INSERT INTO orders
WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 300)
SELECT 1000 + i, CASE WHEN i % 60 = 0 THEN 900 + i / 60 ELSE 1 + (i * 7) % 120 END,
  strftime('%Y-%m-%d %H:%M:%S', 1735700000 + 40000 * i, 'unixepoch'),
  CASE i % 3 WHEN 0 THEN 'open' WHEN 1 THEN 'sent' ELSE 'returned' END, i % 3 > 0
FROM n;

INSERT INTO products
WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 40)
SELECT printf('SKU-%03d', i), 'Product ' || i, 4.5 + i,
  json_object('weight', i * 10, 'colours', json_array('red', 'blue')),
  CASE WHEN i % 8 = 0 THEN zeroblob(i) END
FROM n;

-- Two or three lines an order; two that are alike stand twice. One belongs to no order.
INSERT INTO order_lines (order_id, sku, quantity, price)
SELECT o.id, printf('SKU-%03d', 1 + (o.id * 3 + l.k * 11) % 40), 1 + l.k, 5.5 + (o.id * 3 + l.k * 11) % 40
FROM orders o, (SELECT 0 AS k UNION ALL SELECT 1 UNION ALL SELECT 2) l
WHERE l.k < 2 OR o.id % 2 = 0
ORDER BY o.id, l.k;
INSERT INTO order_lines (order_id, sku, quantity, price) VALUES
  (1001, 'SKU-001', 7, 1.25), (1001, 'SKU-001', 7, 1.25), (9999, 'SKU-002', 1, 6.5);

-- In circles of twelve, and some across.
INSERT INTO referrals
SELECT id, CASE WHEN id % 12 = 0 THEN id - 11 ELSE id + 1 END, 1736000000 + id, id % 7 FROM customers;
INSERT INTO referrals SELECT id, 121 - id, NULL, 0 FROM customers WHERE id % 10 = 3;

INSERT INTO page_views
WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 400)
SELECT i, 1 + (i * 11) % 120, '/p/' || (i % 9), 1741000000000 + 7200000 * (i % 150) FROM n;

INSERT INTO settings VALUES ('currency', 'EUR'), ('vat', '19'), ('motto', NULL);
INSERT INTO carts
WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 25)
SELECT i, i, 'SKU-001', 1 FROM n;
INSERT INTO newsletter VALUES (1, 'Hello', '2025-01-01'), (2, 'Again', '2025-02-01');
