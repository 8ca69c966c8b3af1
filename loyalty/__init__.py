"""Grin: points, VIP tiers, rewards, referrals and an app marketplace that merchants run themselves."""
