"""The API described by itself, in OpenAPI 3: as a document for tools and as pages for people.

Operations are read from the views and handlers; what all of them share is said once here.
"""
