"""Lana: products of a shop, found by their ids; creating and modifying are two operations."""
