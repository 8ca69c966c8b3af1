"""Signed deliveries to the endpoints a merchant registers."""
