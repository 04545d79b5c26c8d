"""Who may do what.

A *tenant* is a directory of users, groups and service principals; it owns *subscriptions*, and
those hold *resource groups*. Everything with an id in the tree has one *resource card*. A *role*
is a named set of actions; a *grant* gives a role to a *principal* on a *scope*, and everything
below the scope inherits it.
"""
