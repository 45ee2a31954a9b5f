"""All APIs against one catalog."""
