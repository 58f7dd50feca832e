"""What `make run` starts: an embedded PostgreSQL when none is given, then both services."""
