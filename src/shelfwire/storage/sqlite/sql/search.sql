-- What answering a query needs beside the statements that search.py puts together.

-- name: known_classes
-- What the view product_classes tells by a class: the class, an attribute, and the JSON value that it has there. A product is in
-- the first class that fits; one that is in none has none of these values.
VALUES (1, 'active', 'false'), (2, 'cin7:status', '"Internal"'), (3, 'cin7:status', '"ShowInB2B"');

-- name: count_updated
-- How many products of the catalog were last changed between two moments, counted up to ?4.
SELECT count(*) FROM (
    SELECT 1 FROM products WHERE catalog_id = ?1 AND updated_at BETWEEN ?2 AND ?3 LIMIT ?4
);

-- name: count_classes
-- How many products of the catalog are in these classes, counted up to ?3.
SELECT count(*) FROM (
    SELECT 1 FROM product_classes WHERE catalog_id = ?1 AND class IN (SELECT value FROM json_each(?2)) LIMIT ?3
);

-- name: last_row_id
-- The last row id between two.
SELECT max(row_id) FROM products WHERE row_id > ?1 AND row_id < ?2;
