"""Invitations, and the signs that one is not honest."""
