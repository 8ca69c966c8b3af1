"""What a shopper sees from the shop's own pages."""
