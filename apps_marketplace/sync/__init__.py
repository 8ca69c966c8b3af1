"""Keeping a connected tool in step with the programme."""
