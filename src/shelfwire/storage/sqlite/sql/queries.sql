-- Every statement of the SQLite store that has one fixed text; those of many rows are written in statements.py.
-- Reads of many rows give one row: apsw lets go of the GIL at every step, and each time it must win it back. Products come as
-- lines of JSON, as a blob: to put brackets around a megabyte of them, or to make a str of it, would cost as much as to find them.

-- name: catalog
-- One catalog with its counters.
SELECT catalog_id, name, created_at, revision, product_id_last, product_count FROM catalogs WHERE catalog_id = ?1;

-- name: catalog_named
-- The catalog of this name.
SELECT catalog_id, name, created_at, revision, product_id_last, product_count FROM catalogs WHERE name = ?1;

-- name: catalogs
-- All catalogs by their number; there are few.
SELECT catalog_id, name, created_at, revision, product_id_last, product_count FROM catalogs ORDER BY catalog_id;

-- name: create_catalog
-- A new catalog; its number is one more than the last.
INSERT INTO catalogs (name, created_at) VALUES (?1, ?2) RETURNING catalog_id;

-- name: save_catalog
-- The catalog's counters, once a commit.
UPDATE catalogs SET revision = ?2, product_id_last = ?3, product_count = ?4 WHERE catalog_id = ?1;

-- name: credential
-- The credential whose secret has this hash.
SELECT credential_id, catalog_id, dialect, secret_hash, permissions, created_at, expires_at, revoked_at, label, password_hash
FROM credentials WHERE secret_hash = ?1;

-- name: credentials
-- All credentials by their number, or those of one catalog.
SELECT credential_id, catalog_id, dialect, secret_hash, permissions, created_at, expires_at, revoked_at, label, password_hash
FROM credentials WHERE ?1 IS NULL OR catalog_id = ?1 ORDER BY credential_id;

-- name: create_credential
-- A new credential; its number is one more than the last.
INSERT INTO credentials (catalog_id, dialect, secret_hash, permissions, created_at, expires_at, revoked_at, label,
    password_hash)
VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9) RETURNING credential_id;

-- name: revoke_credential
-- The end of a credential; the first date stays.
UPDATE credentials SET revoked_at = coalesce(revoked_at, ?2) WHERE credential_id = ?1
RETURNING credential_id, catalog_id, dialect, secret_hash, permissions, created_at, expires_at, revoked_at, label, password_hash;

-- name: installation_key
-- The installation's own key, where there is one.
SELECT signing_key FROM installation;

-- name: signing_key
-- The installation's own key; the given one where there is none yet.
INSERT INTO installation (installation_id, signing_key) VALUES (1, ?1)
ON CONFLICT (installation_id) DO UPDATE SET signing_key = installation.signing_key RETURNING signing_key;

-- name: find_product_id
-- The products with these row ids.
SELECT CAST(group_concat(item, char(10)) AS BLOB) FROM product_items WHERE row_id IN (SELECT value FROM carray(?1));

-- name: find_sku
-- The products of the catalog with one of these skus.
SELECT CAST(group_concat(item, char(10)) AS BLOB)
FROM product_items WHERE catalog_id = ?1 AND sku IN (SELECT value FROM json_each(?2));

-- name: find_handle
-- The products of the catalog with one of these handles.
SELECT CAST(group_concat(item, char(10)) AS BLOB)
FROM product_items WHERE catalog_id = ?1 AND handle IN (SELECT value FROM json_each(?2)) AND handle IS NOT NULL;

-- name: find_option_code
-- The products of the catalog with one of these option codes.
SELECT CAST(group_concat(item, char(10)) AS BLOB)
FROM product_items WHERE catalog_id = ?1 AND option_code IN (SELECT value FROM json_each(?2)) AND option_code IS NOT NULL;

-- name: find_vending_key
-- The products of the catalog with one of these vending keys.
SELECT CAST(group_concat(item, char(10)) AS BLOB)
FROM product_items WHERE catalog_id = ?1 AND vending_key IN (SELECT value FROM json_each(?2)) AND vending_key IS NOT NULL;

-- name: find_one_sku
-- The product of the catalog with this sku; as `find_sku`, without the cost of a list.
SELECT CAST(item AS BLOB) FROM product_items WHERE catalog_id = ?1 AND sku = ?2;

-- name: held_sku
-- What the products are like that these skus name, as two columns: numbers in threes (the sku's place, product_id, shape) as one
-- JSON array, and their attributes as lines in the same order.
SELECT
    CAST('[' || group_concat(json_each.key || ',' || product_id || ',' || shape) || ']' AS BLOB),
    CAST(group_concat(attributes, char(10)) AS BLOB)
FROM json_each(?2) CROSS JOIN products ON catalog_id = ?1 AND sku = json_each.value;

-- name: held_vending_key
-- As `held_sku`, by vending keys; the rows of a carray are counted from 1.
SELECT
    CAST('[' || group_concat((carray.rowid - 1) || ',' || product_id || ',' || shape) || ']' AS BLOB),
    CAST(group_concat(attributes, char(10)) AS BLOB)
FROM carray(?2) CROSS JOIN products ON catalog_id = ?1 AND vending_key = carray.value AND vending_key IS NOT NULL;

-- name: held_product_id
-- As `held_sku`, by product numbers; one that is none of this catalog's may be the row id of another's.
SELECT
    CAST('[' || group_concat(json_each.key || ',' || product_id || ',' || shape) || ']' AS BLOB),
    CAST(group_concat(attributes, char(10)) AS BLOB)
FROM json_each(?2) CROSS JOIN products ON row_id = (?1 << 32) + json_each.value AND catalog_id = ?1;

-- name: held_one_sku
-- As `held_sku`, of one sku: its product_id, attributes and shape.
SELECT product_id, CAST(attributes AS BLOB), shape FROM products WHERE catalog_id = ?1 AND sku = ?2;

-- name: taken_sku
-- Those of these texts that are skus of products of the catalog, as a JSON array.
SELECT CAST(json_group_array(sku) AS BLOB) FROM json_each(?2) CROSS JOIN products ON catalog_id = ?1 AND sku = json_each.value;

-- name: taken_handle
-- As `taken_sku`, of handles.
SELECT CAST(json_group_array(handle) AS BLOB)
FROM json_each(?2) CROSS JOIN products ON catalog_id = ?1 AND handle = json_each.value AND handle IS NOT NULL;

-- name: taken_option_code
-- As `taken_sku`, of option codes.
SELECT CAST(json_group_array(option_code) AS BLOB)
FROM json_each(?2) CROSS JOIN products ON catalog_id = ?1 AND option_code = json_each.value AND option_code IS NOT NULL;

-- name: page
-- The next products in a run of row ids (after ?1, before ?2), in their order, past the first ?4 of them.
SELECT CAST(group_concat(item, char(10)) AS BLOB)
FROM (SELECT item FROM product_items WHERE row_id > ?1 AND row_id < ?2 ORDER BY row_id LIMIT ?3 OFFSET ?4);

-- name: blocks
-- The catalog's blocks in order, each as a JSON array of its number and how many products it holds. Summing them up here, by a
-- window, would cost three times as much as the page itself at the end of 2,000,000 products.
SELECT CAST('[' || group_concat('[' || block || ',' || product_count || ']' ORDER BY block) || ']' AS BLOB)
FROM blocks WHERE catalog_id = ?1;

-- name: holding
-- As `page`, of the products whose attribute ?4 has the JSON value ?5; instr is the cheap test that spares most of the rest.
SELECT CAST(group_concat(item, char(10)) AS BLOB)
FROM (
    SELECT item FROM product_items
    WHERE row_id > ?1 AND row_id < ?2 AND instr(attributes, ?5) > 0 AND attributes -> ?4 = ?5
    ORDER BY row_id LIMIT ?3
);

-- name: offers
-- The offers of these skus, each as a JSON array, in the order of their key.
SELECT CAST('[' || group_concat(item) || ']' AS BLOB)
FROM (
    SELECT
        '[' || json_quote(kind) || ',' || json_quote(sku) || ',' || json_quote(offer_id) || ',' || line_number || ','
        || attributes || ']' AS item
    FROM offers WHERE catalog_id = ?1 AND sku IN (SELECT value FROM json_each(?2))
    ORDER BY sku, kind, offer_id, line_number LIMIT -1
);

-- name: offers_exist
-- Whether the catalog has any offer.
SELECT EXISTS (SELECT 1 FROM offers WHERE catalog_id = ?1);

-- name: clear_offers
-- No offers of this kind any more.
DELETE FROM offers WHERE catalog_id = ?1 AND kind = ?2;

-- name: changes_since
-- The runs of changes after a revision, each as a JSON array, oldest first.
SELECT CAST('[' || group_concat(item) || ']' AS BLOB)
FROM (
    SELECT '[' || revision || ',' || first_product_id || ',' || last_product_id || ']' AS item
    FROM changes WHERE catalog_id = ?1 AND revision > ?2
    ORDER BY revision, first_product_id LIMIT ?3
);

-- name: reply
-- The answer under this scope that has not expired.
SELECT scope, fingerprint, status, headers, body, created_at, expires_at FROM replies WHERE scope = ?1 AND expires_at > ?2;

-- name: save_reply
-- An answer; an expired one makes room for it.
INSERT INTO replies (scope, fingerprint, status, headers, body, created_at, expires_at) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)
ON CONFLICT (scope) DO UPDATE SET
    fingerprint = excluded.fingerprint,
    status = excluded.status,
    headers = excluded.headers,
    body = excluded.body,
    created_at = excluded.created_at,
    expires_at = excluded.expires_at
WHERE replies.expires_at <= excluded.created_at;

-- name: purge_replies
-- No expired answers any more.
DELETE FROM replies WHERE expires_at <= ?1;

-- name: free_keys
-- The keys of these products go out of the way, so that they can move between them: no stored sku holds a NUL.
UPDATE products SET sku = char(0) || product_id, handle = NULL, option_code = NULL, vending_key = NULL
WHERE row_id IN (SELECT value FROM carray(?1));

-- name: live_product_ids
-- Which of these row ids are products, as a JSON array of product numbers.
SELECT CAST('[' || group_concat(product_id) || ']' AS BLOB) FROM (
    SELECT product_id FROM products WHERE row_id IN (SELECT value FROM carray(?1)) ORDER BY row_id LIMIT -1
);

-- name: bury
-- Tombstones for the products with these row ids.
INSERT INTO tombstones (catalog_id, revision, product_id, sku, handle, option_code, vending_key, deleted_at)
SELECT catalog_id, ?2, product_id, sku, handle, option_code, vending_key, ?3
FROM products WHERE row_id IN (SELECT value FROM carray(?1)) ORDER BY row_id;

-- name: delete_offers_of
-- The offers of the products with these row ids go with them.
DELETE FROM offers WHERE catalog_id = ?1 AND sku IN (
    SELECT sku FROM products WHERE row_id IN (SELECT value FROM carray(?2))
);

-- name: delete
-- The products with these row ids go.
DELETE FROM products WHERE row_id IN (SELECT value FROM carray(?1));

-- name: unnamed_exist
-- Whether the catalog (row ids after ?1, before ?2) has a product that is not among the row ids ?3.
SELECT EXISTS (
    SELECT 1 FROM products WHERE row_id > ?1 AND row_id < ?2 AND row_id NOT IN (SELECT value FROM carray(?3))
);

-- name: create_doomed
-- The row ids that `delete_unnamed` is about to delete.
CREATE TABLE IF NOT EXISTS temp.doomed (row_id INTEGER PRIMARY KEY) STRICT;

-- name: clear_doomed
-- None yet, or none any more.
DELETE FROM temp.doomed;

-- name: doom
-- All products of the catalog (row ids after ?1, before ?2) but those with the row ids ?3.
INSERT INTO temp.doomed (row_id)
SELECT row_id FROM products
WHERE row_id > ?1 AND row_id < ?2 AND row_id NOT IN (SELECT value FROM carray(?3)) ORDER BY row_id;

-- name: bury_doomed
-- Tombstones for the doomed.
INSERT INTO tombstones (catalog_id, revision, product_id, sku, handle, option_code, vending_key, deleted_at)
SELECT products.catalog_id, ?1, products.product_id, products.sku, products.handle, products.option_code,
    products.vending_key, ?2
FROM temp.doomed CROSS JOIN products ON products.row_id = doomed.row_id ORDER BY doomed.row_id;

-- name: delete_offers_of_doomed
-- The offers of the doomed go with them; asked offer by offer, since there are fewer offers than products as a rule.
DELETE FROM offers WHERE catalog_id = ?1 AND (
    SELECT products.row_id FROM products WHERE products.catalog_id = ?1 AND products.sku = offers.sku
) IN (SELECT row_id FROM temp.doomed);

-- name: log_doomed
-- The doomed as runs of consecutive numbers: within one, the number less its rank stays the same.
INSERT INTO changes (catalog_id, revision, first_product_id, last_product_id)
SELECT ?1, ?2, min(product_id), max(product_id)
FROM (
    SELECT product_id, product_id - row_number() OVER (ORDER BY product_id) AS island
    FROM (SELECT row_id & 0xFFFFFFFF AS product_id FROM temp.doomed)
)
GROUP BY island ORDER BY 3
ON CONFLICT DO UPDATE SET last_product_id = max(last_product_id, excluded.last_product_id);

-- name: count_doomed
-- The doomed leave the page index.
UPDATE blocks SET product_count = blocks.product_count - gone.product_count
FROM (
    SELECT (row_id & 0xFFFFFFFF) >> 10 AS block, count(*) AS product_count FROM temp.doomed GROUP BY 1
) AS gone
WHERE blocks.catalog_id = ?1 AND blocks.block = gone.block;

-- name: delete_doomed
-- The doomed go.
DELETE FROM products WHERE row_id IN (SELECT row_id FROM temp.doomed);

-- name: drop_empty_blocks
-- Blocks without products are no blocks.
DELETE FROM blocks WHERE catalog_id = ?1 AND product_count = 0;

-- name: probe
-- A small durable write.
INSERT INTO probes (probe_id, probed_at) VALUES (1, ?1)
ON CONFLICT (probe_id) DO UPDATE SET probed_at = excluded.probed_at;
