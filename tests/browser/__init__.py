"""The product through a real browser, on installations that really run."""
