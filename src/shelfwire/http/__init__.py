"""The ASGI app and the server around it: bodies in, limits, health, metrics, errors that nobody else caught.

Knows every layer below it and no dialect by name: which API a request speaks follows from `dialects/registry.py` alone.
"""
