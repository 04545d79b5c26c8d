"""Carrying a deployment out. A message only wakes a worker: it takes the deployment's lease, plans
again, follows what goes on, begins what can begin, and lets go. Results commit only while the lease
is still its own, and every step may be repeated, so it may be killed anywhere.
"""
