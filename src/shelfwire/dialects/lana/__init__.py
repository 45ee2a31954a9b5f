"""Lana's Commerce API: products by JSON paths, by relay and by GraphQL."""
