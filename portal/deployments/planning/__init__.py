"""From a template and its parameters to resources with ids, in an order in which they can be made.

Pure: the same template, parameters and world give the same plan, so a worker that takes over plans
again instead of reading back what another had planned.
"""
