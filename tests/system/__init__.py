"""The whole product in its own processes: supervisor, broker, workers, beat and web."""
