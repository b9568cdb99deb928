"""When a programme comes round: zones, daylight saving, every n weeks, and what people type."""
