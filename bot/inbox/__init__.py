"""Each event has one effect."""
