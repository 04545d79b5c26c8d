"""The API against the public service's own description, its own description, and nonsense."""
