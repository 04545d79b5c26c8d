"""From wanted to there: one region's workers take the next piece of work, do a slice of it, and
write what came of it, all under a lease.

`plan` says what could be done next; `ingest`, `copy` and `prove` do a slice each; `watch` keeps
the lease while bytes move; `outcome` writes results, `fold` sums them up; `run` ties them together
for one region, and `sweep` finds what was forgotten.
"""
