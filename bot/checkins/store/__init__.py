"""Check-ins, who is in them, and what they said, as rows."""
