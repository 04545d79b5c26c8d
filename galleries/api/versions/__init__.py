"""Image versions: from a body to a publication, and from rows to a body."""
