"""`Microsoft.Resources/deployments`, as the clients of the public service speak it."""
