"""The language that the core and the adapters share: plain data, no platform, no clock."""
