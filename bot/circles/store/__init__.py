"""What is kept of circles."""
