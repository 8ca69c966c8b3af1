"""What the shop sold, as last seen."""
