"""Long pieces of work that a caller follows: kind, target, actor, state, error."""
