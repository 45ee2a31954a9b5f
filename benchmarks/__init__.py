"""Everything behind `make bench`: what the service does in a second, against raw writes and against other servers.

`python -m benchmarks` runs all rows of docs/benchmarks.md and writes it; see `__main__.py` for the rest.
"""
