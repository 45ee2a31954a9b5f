"""The Commerce API as GraphQL: the same operations, asked by documents (https://spec.graphql.org, September 2025)."""
