"""PostgreSQL: where it is found, how it is started, what only SQL can promise."""
