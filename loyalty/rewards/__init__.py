"""Ways to redeem points, and the coupons they give."""
