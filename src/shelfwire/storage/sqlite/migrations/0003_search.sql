-- What reading by conditions needs.

-- What changed since a moment, in the order of the changes.
CREATE INDEX products_updated_at ON products (catalog_id, updated_at);

-- Products of the classes that searches ask for and that only some products are in; most products have no class. The two
-- GLOBs are cheap tests for a rare character that spare nearly all products the reading of their JSON.
CREATE VIEW product_classes AS
SELECT
    row_id,
    catalog_id,
    product_id,
    revision,
    created_at,
    updated_at,
    sku,
    handle,
    option_code,
    vending_key,
    attributes,
    CASE
        WHEN attributes GLOB '*ve":false*' AND json_type(attributes, '$.active') = 'false' THEN 1
        WHEN attributes GLOB '*7:status":*' THEN
            CASE attributes ->> 'cin7:status' WHEN 'Internal' THEN 2 WHEN 'ShowInB2B' THEN 3 END
    END AS class
FROM products;

CREATE INDEX products_class ON products (
    catalog_id,
    CASE
        WHEN attributes GLOB '*ve":false*' AND json_type(attributes, '$.active') = 'false' THEN 1
        WHEN attributes GLOB '*7:status":*' THEN
            CASE attributes ->> 'cin7:status' WHEN 'Internal' THEN 2 WHEN 'ShowInB2B' THEN 3 END
    END,
    product_id >> 10,
    updated_at
)
WHERE CASE
    WHEN attributes GLOB '*ve":false*' AND json_type(attributes, '$.active') = 'false' THEN 1
    WHEN attributes GLOB '*7:status":*' THEN
        CASE attributes ->> 'cin7:status' WHEN 'Internal' THEN 2 WHEN 'ShowInB2B' THEN 3 END
END IS NOT NULL;
