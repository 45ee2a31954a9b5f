"""Colleqtive's product API: six operations under `/api/v2/public/products`."""
