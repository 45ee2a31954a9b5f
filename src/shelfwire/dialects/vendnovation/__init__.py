"""VendNovation's vendor API: products pushed and listed, and the routes by which its clients log in."""
