"""What can be done with regions, contents, claims and uploads: one function per verb."""
