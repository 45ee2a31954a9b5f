-- What answering a query needs beside the statements that search.py puts together.

-- name: known_classes
-- What the class of a product tells: the class, an attribute, and the JSON value that it has there. A product is in
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
    SELECT 1 FROM products INDEXED BY products_class WHERE catalog_id = ?1 AND class IN (SELECT value FROM json_each(?2)) LIMIT ?3
);

-- name: outermost_updated
-- The first and the last row id (from ?2 to ?3) of what was last changed between two moments (?4, ?5). All products of one commit
-- share a moment, so it is found by going from moment to moment; NULLs where there are ?6 of them or more.
WITH RECURSIVE moments (moment) AS (
    SELECT min(updated_at) FROM products WHERE catalog_id = ?1 AND updated_at BETWEEN ?4 AND ?5
    UNION ALL
    SELECT (
        SELECT min(updated_at) FROM products WHERE catalog_id = ?1 AND updated_at > moment AND updated_at <= ?5
    )
    FROM moments WHERE moment IS NOT NULL LIMIT ?6
)
SELECT iif(count(*) < ?6, min(least), NULL), iif(count(*) < ?6, max(greatest), NULL)
FROM (
    SELECT
        (
            SELECT min(row_id) FROM products
            WHERE catalog_id = ?1 AND updated_at = moment AND row_id BETWEEN ?2 AND ?3
        ) AS least,
        (
            SELECT max(row_id) FROM products
            WHERE catalog_id = ?1 AND updated_at = moment AND row_id BETWEEN ?2 AND ?3
        ) AS greatest
    FROM moments
);

-- name: outermost
-- The first and the last row id (from ?2 to ?3) of the catalog ?1.
SELECT
    (SELECT min(row_id) FROM products WHERE row_id BETWEEN ?2 AND ?3 AND +catalog_id = ?1),
    (SELECT max(row_id) FROM products WHERE row_id BETWEEN ?2 AND ?3 AND +catalog_id = ?1);

-- name: outermost_created
-- The catalog's first and last block (from ?2 to ?3) that can hold a product created between two moments (?4, ?5).
SELECT min(block), max(block) FROM blocks
WHERE catalog_id = ?1 AND block BETWEEN ?2 AND ?3 AND ifnull(created_to, ?4) >= ?4 AND ifnull(created_from, ?5) <= ?5;

-- name: first_open_block
-- The catalog's first block (from ?2 to ?3) that is not full of products of these classes: fewer are in them than it has. The plus
-- takes the column's affinity away, which the index's expression does not have.
SELECT block FROM blocks
WHERE catalog_id = ?1 AND block BETWEEN ?2 AND ?3 AND product_count > (
    SELECT count(*) FROM products INDEXED BY products_class
    WHERE products.catalog_id = ?1 AND class IN (SELECT value FROM json_each(?4)) AND product_id >> 10 = +block
)
ORDER BY block LIMIT 1;

-- name: last_open_block
-- Likewise the last one.
SELECT block FROM blocks
WHERE catalog_id = ?1 AND block BETWEEN ?2 AND ?3 AND product_count > (
    SELECT count(*) FROM products INDEXED BY products_class
    WHERE products.catalog_id = ?1 AND class IN (SELECT value FROM json_each(?4)) AND product_id >> 10 = +block
)
ORDER BY block DESC LIMIT 1;
