-- What reading by the moment of creation needs.

-- Between which moments the products of a block were created; NULL where that is not known.
ALTER TABLE blocks ADD COLUMN created_from INTEGER;
ALTER TABLE blocks ADD COLUMN created_to INTEGER;

UPDATE blocks SET created_from = found.created_from, created_to = found.created_to
FROM (
    SELECT catalog_id, product_id >> 10 AS block, min(created_at) AS created_from, max(created_at) AS created_to
    FROM products GROUP BY 1, 2
) AS found
WHERE blocks.catalog_id = found.catalog_id AND blocks.block = found.block;
