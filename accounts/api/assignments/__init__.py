"""Role assignments: grants, as the public service speaks of them."""
