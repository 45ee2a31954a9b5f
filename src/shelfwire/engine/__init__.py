"""Runs a batch: plan (pure), one transaction, outcomes; and makes a repeated request happen once.

Knows the domain and the port of storage; no dialect, no HTTP, no SQL.
"""
