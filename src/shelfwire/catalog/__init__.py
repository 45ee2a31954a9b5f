"""The domain: products, their keys, what a request may ask for, and what becomes of it.

Pure values and functions. Nothing here does I/O and nothing here imports another package of ours, so that every dialect,
every store and every file reader can share these words.
"""
