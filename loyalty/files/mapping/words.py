"""When two spellings of a word are the same word."""

import unicodedata
from functools import lru_cache


@lru_cache(maxsize=4096)
def plain_word(text: str) -> str:
    """Lower case, one space between words, no punctuation: `Order_ID ` and `order-id` are both `order id`."""
    letters = unicodedata.normalize("NFKC", text).casefold()
    return " ".join("".join(letter if letter.isalnum() else " " for letter in letters).split())
