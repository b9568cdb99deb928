"""Somebody who asks for it is forgotten, wherever something of them is kept."""
