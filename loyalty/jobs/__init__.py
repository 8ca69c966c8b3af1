"""Durable work: claimed under a lease, fenced, retried with backoff, never lost and never doubled."""
