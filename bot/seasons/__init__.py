"""Seasons: a circle's members in fixed small groups, which check in together for some weeks."""
