"""The APIs that are loaded through: one module each, which makes its products, its requests, and the rows they become."""
