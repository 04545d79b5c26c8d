"""The language of templates. Pure Python: expressions are parsed by a grammar and worked out by
walking the tree; nothing is ever run as code, and a budget bounds all of it.
"""

from portal.deployments.language import functions

__all__ = ["functions"]  # loaded so that expressions find them by name
