"""As much of the public service's Graph as clients of the resource manager ask: who is who."""
