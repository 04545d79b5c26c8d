"""Azure's own clients, unmodified, against a running installation: `make test-clients`.

They live in environments of their own under `.clients/`; these tests run in the one that holds the
Python SDKs, and the product in the product's.
"""
