"""Codes that nobody can guess and everybody can read."""

import secrets

# No two of these look alike, whatever the font: 23 signs, so that 14 of them are 63 bits.
ALPHABET = "34679ACDEFHJKLMNPRTUWXY"
GROUPS = (5, 4, 5)


def make_code(prefix: str = "") -> str:
    """A code such as `GRIN-4HXWM-9KAR-TEAC7`."""
    groups = ["".join(secrets.choice(ALPHABET) for _ in range(length)) for length in GROUPS]
    return "-".join([prefix, *groups] if prefix else groups)
