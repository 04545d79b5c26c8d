"""Galleries as the public service's resource manager speaks of them."""
