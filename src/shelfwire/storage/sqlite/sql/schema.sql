-- The schema that all migrations together make; tests/storage/test_schema.py holds the two equal. Times are
-- microseconds since 1970 in UTC. Every unique key of a catalog's data begins with catalog_id.

-- What was done to this file, in order; the checksum is that of the migration's text.
CREATE TABLE migrations (
    number INTEGER PRIMARY KEY,
    name TEXT NOT NULL,
    checksum TEXT NOT NULL,
    applied_at INTEGER NOT NULL
) STRICT;

-- The tenants and their counters.
CREATE TABLE catalogs (
    catalog_id INTEGER PRIMARY KEY,
    name TEXT NOT NULL UNIQUE,
    created_at INTEGER NOT NULL,
    revision INTEGER NOT NULL DEFAULT 0,
    product_id_last INTEGER NOT NULL DEFAULT 0,
    product_count INTEGER NOT NULL DEFAULT 0
) STRICT;

-- Who may do what; the secrets themselves are nowhere.
CREATE TABLE credentials (
    credential_id INTEGER PRIMARY KEY,
    catalog_id INTEGER NOT NULL,
    dialect TEXT NOT NULL,
    secret_hash BLOB NOT NULL UNIQUE,
    permissions TEXT NOT NULL,
    created_at INTEGER NOT NULL,
    expires_at INTEGER,
    revoked_at INTEGER,
    label TEXT NOT NULL,
    password_hash BLOB
) STRICT;

-- One row: what this installation alone knows.
CREATE TABLE installation (
    installation_id INTEGER PRIMARY KEY CHECK (installation_id = 1),
    signing_key BLOB NOT NULL
) STRICT;

-- The live products. row_id is catalog_id * 2^32 + product_id: a catalog is one run of the table's own B-tree, so lists in
-- the order of product_id and updates by number need no further index.
CREATE TABLE products (
    row_id INTEGER PRIMARY KEY,
    catalog_id INTEGER NOT NULL,
    product_id INTEGER NOT NULL,
    revision INTEGER NOT NULL,
    created_at INTEGER NOT NULL,
    updated_at INTEGER NOT NULL,
    sku TEXT NOT NULL,
    handle TEXT,
    option_code TEXT,
    vending_key TEXT,
    attributes TEXT NOT NULL,
    class INTEGER,
    shape INTEGER NOT NULL DEFAULT 0
) STRICT;

CREATE UNIQUE INDEX products_sku ON products (catalog_id, sku);
CREATE UNIQUE INDEX products_handle ON products (catalog_id, handle) WHERE handle IS NOT NULL;
CREATE UNIQUE INDEX products_option_code ON products (catalog_id, option_code) WHERE option_code IS NOT NULL;
CREATE UNIQUE INDEX products_vending_key ON products (catalog_id, vending_key) WHERE vending_key IS NOT NULL;

-- What changed since a moment, in the order of the changes.
CREATE INDEX products_updated_at ON products (catalog_id, updated_at);

-- Products of the classes that searches ask for.
CREATE INDEX products_class ON products (catalog_id, class, product_id >> 10, updated_at) WHERE class IS NOT NULL;

-- A product as the JSON array that catalog.product.Product is decoded from.
CREATE VIEW product_items AS
SELECT
    row_id,
    catalog_id,
    product_id,
    sku,
    handle,
    option_code,
    vending_key,
    attributes,
    concat(
        '[', product_id, ',', json_quote(sku), ',', revision, ',', created_at, ',', updated_at, ',', attributes,
        iif(
            coalesce(handle, option_code, vending_key) IS NULL,
            ']',
            concat(',', json_quote(handle), ',', json_quote(option_code), ',', json_quote(vending_key), ']')
        )
    ) AS item
FROM products;

-- How many live products each block of 1,024 product numbers holds: a page is found by adding these up. None of them was created
-- before created_from or after created_to; these are NULL where that is not known.
CREATE TABLE blocks (
    catalog_id INTEGER NOT NULL,
    block INTEGER NOT NULL,
    product_count INTEGER NOT NULL,
    created_from INTEGER,
    created_to INTEGER,
    PRIMARY KEY (catalog_id, block)
) STRICT, WITHOUT ROWID;

-- What each revision changed or deleted, as runs of consecutive product numbers.
CREATE TABLE changes (
    catalog_id INTEGER NOT NULL,
    revision INTEGER NOT NULL,
    first_product_id INTEGER NOT NULL,
    last_product_id INTEGER NOT NULL,
    PRIMARY KEY (catalog_id, revision, first_product_id)
) STRICT, WITHOUT ROWID;

-- The keys of the products that are gone.
CREATE TABLE tombstones (
    catalog_id INTEGER NOT NULL,
    revision INTEGER NOT NULL,
    product_id INTEGER NOT NULL,
    sku TEXT NOT NULL,
    handle TEXT,
    option_code TEXT,
    vending_key TEXT,
    deleted_at INTEGER NOT NULL,
    PRIMARY KEY (catalog_id, revision, product_id)
) STRICT, WITHOUT ROWID;

-- Prices and discounts, which overlay products by sku.
CREATE TABLE offers (
    catalog_id INTEGER NOT NULL,
    sku TEXT NOT NULL,
    kind TEXT NOT NULL,
    offer_id TEXT NOT NULL,
    line_number INTEGER NOT NULL,
    attributes TEXT NOT NULL,
    PRIMARY KEY (catalog_id, sku, kind, offer_id, line_number)
) STRICT, WITHOUT ROWID;

-- Answers kept under idempotency keys; the scope is a hash that has the credential, and so the catalog, in it.
CREATE TABLE replies (
    reply_id INTEGER PRIMARY KEY,
    scope BLOB NOT NULL UNIQUE,
    fingerprint BLOB NOT NULL,
    status INTEGER NOT NULL,
    headers TEXT NOT NULL,
    body BLOB NOT NULL,
    created_at INTEGER NOT NULL,
    expires_at INTEGER NOT NULL
) STRICT;

CREATE INDEX replies_expires_at ON replies (expires_at);

-- One row that is rewritten to find out whether the file can be written.
CREATE TABLE probes (
    probe_id INTEGER PRIMARY KEY CHECK (probe_id = 1),
    probed_at INTEGER NOT NULL
) STRICT;
