"""Colleqtive: products of shops, their prices and discounts, matched by `product_number`."""
