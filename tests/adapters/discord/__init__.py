"""The Discord adapter: pure parts against files, the whole of it against a Discord of our own."""
