"""Discord: slash commands, buttons and forms in; channel messages, direct messages, threads out."""
