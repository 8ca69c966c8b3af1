"""A stand-in of CM Commerce: the e-mail tool as a loyalty programme sees it, for the demo and the tests.

It imports nothing of the product. Whatever it knows came through the public API, as for every other app.
"""
