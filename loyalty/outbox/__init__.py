"""Facts for the outside, written in the transaction that made them true."""
