"""What happens at a table after it was drawn: a date, another seat, and what follows."""
