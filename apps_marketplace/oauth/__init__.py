"""How an app is authorized to act for a merchant."""
