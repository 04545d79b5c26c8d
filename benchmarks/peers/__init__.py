"""How others do it, on the same rows."""
