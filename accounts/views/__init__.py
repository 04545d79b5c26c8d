"""Pages of this app, one file per thing people come to do."""
