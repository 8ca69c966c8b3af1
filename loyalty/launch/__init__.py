"""What `./run` does: one file for each verb, and what they share."""
