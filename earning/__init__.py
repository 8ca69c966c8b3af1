"""Rules that turn what customers do into points, and the reason for each award."""
