"""The tests: each holds one rule, named in its function."""
