"""The stores: the contract that every one of them keeps, and what SQLite alone can go through."""
