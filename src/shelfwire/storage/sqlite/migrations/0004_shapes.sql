-- The number of the set of names in a product's attributes (catalog.merge.Shape), or 0 where it is not known.
ALTER TABLE products ADD COLUMN shape INTEGER NOT NULL DEFAULT 0;
