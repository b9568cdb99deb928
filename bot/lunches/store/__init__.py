"""The rows of what happens at tables."""
