"""The command edge of this app."""
