"""What makes parts of the source from others."""
