"""What can be done with galleries, definitions and versions: one function for each."""
