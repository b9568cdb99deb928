"""The Slack adapter: its pure parts, and the whole of it over the wire against the fake."""
