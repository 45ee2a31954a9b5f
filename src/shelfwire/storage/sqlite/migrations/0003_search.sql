-- What reading by conditions needs.

-- What changed since a moment, in the order of the changes.
CREATE INDEX products_updated_at ON products (catalog_id, updated_at);

-- The class of a product, of those that searches ask for and that only some products are in; NULL where it is in none, as most
-- are. The writer sets it: an index whose expression has functions would keep a copy of each page that an update touches.
ALTER TABLE products ADD COLUMN class INTEGER;

UPDATE products SET class = CASE
    WHEN json_type(attributes, '$.active') = 'false' THEN 1
    WHEN attributes ->> 'cin7:status' = 'Internal' THEN 2
    WHEN attributes ->> 'cin7:status' = 'ShowInB2B' THEN 3
END
WHERE json_type(attributes, '$.active') = 'false' OR attributes ->> 'cin7:status' IN ('Internal', 'ShowInB2B');

CREATE INDEX products_class ON products (catalog_id, class, product_id >> 10, updated_at) WHERE class IS NOT NULL;
