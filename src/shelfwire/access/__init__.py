"""Who is calling: catalogs, credentials, permissions and rate limits. Knows the domain and the port of storage."""
