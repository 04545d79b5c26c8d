"""What can be done with deployments: prepare, create, cancel, delete."""
