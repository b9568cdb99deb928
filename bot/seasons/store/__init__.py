"""Seasons, who said yes to one, and its groups, as rows."""
