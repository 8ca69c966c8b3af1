"""Who works here: users and the role each has with a merchant."""
