"""Rules of the house that no linter knows, and documents that must stay true."""
