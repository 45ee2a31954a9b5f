"""Bulk writes."""
