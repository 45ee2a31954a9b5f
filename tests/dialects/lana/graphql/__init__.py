"""Lana's operations by GraphQL."""
