"""The embedded store: one SQLite file, one writer thread that commits waiting jobs together, a few reader threads."""
