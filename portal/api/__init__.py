"""The protocol of the public service's resource manager, for whatever resources apps register.

It knows ids, api-versions, error bodies, lists and long-running operations, and no resource.
"""
