"""Where catalogs live: one contract (`port`), one folder a database.

Only this package holds SQL. It knows the domain (`shelfwire.catalog`) and nothing above it.
"""
