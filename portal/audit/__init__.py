"""The activity log: who did what to which resource, through which edge, with what outcome."""
