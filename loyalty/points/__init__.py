"""The ledger: every point, once, with its reason."""
