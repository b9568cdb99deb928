"""A Discord of our own on loopback: REST, gateway, and the people who use it."""
