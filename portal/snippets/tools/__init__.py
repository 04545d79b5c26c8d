"""One module a tool. `write(site, steps)` gives its text, empty when it can do none of them."""
