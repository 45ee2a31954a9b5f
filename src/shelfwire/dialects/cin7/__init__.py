"""Cin7 Omni's product API: create, update, list and get under `/api/v1/Products`."""
