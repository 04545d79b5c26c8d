"""Pages of regions, and the address that uploads are sent to."""
