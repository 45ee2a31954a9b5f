"""VendNovation: products of vending machines, matched by manufacturer, brand, name, size and units."""
