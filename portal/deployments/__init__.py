"""Templates: what is to exist, written down once, and made in the right order.

A *template* declares parameters, variables, resources and outputs; its *language* is JSON whose
strings may be *expressions*. A *plan* is what a template means for given parameters: resources with
ids and dependencies. A *deployment* carries a plan out, one *step* per resource, each by the same
handler that answers a call for that resource.
"""
