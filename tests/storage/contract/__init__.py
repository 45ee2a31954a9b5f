"""The contract of every store: these tests know the port and nothing of what stands behind it."""
