"""Apps: the catalogue, installations and what they may do."""
