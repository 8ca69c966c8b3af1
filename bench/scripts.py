"""The product's posting statement as a script for pgbench: the same tables, columns and values."""

import re
from pathlib import Path

from product import FOLDER, NOW
from workers.entries import Shop

from loyalty.points.actions.postings import POST

# What pgbench takes as variables; what differs from one transaction to the next is drawn in the script.
TEXTS = {
    "kind": "earn_order",
    "points": "100",
    "pending": "0",
    "lifetime": "100",
    "description": "Order 1001",
    "source": "order",
    "source_id": "1001",
    "occurred_at": NOW.isoformat(),
    "may_fall_below_zero": "true",
    "looks_back": "false",
    "is_credit": "true",
    "is_activity": "true",
}


def post_script(shop: Shop) -> Path:
    """Posts to a random customer under a random key, as `workers/post.py` does."""
    # pgbench's variables can be neither empty nor NULL.
    statement = POST.replace("%(actor_id)s", "NULL").replace("%(internal_note)s", "''").strip()
    statement = re.sub(r"%\((\w+)\)s", r":\1", statement)
    drawn = (
        rf"\set customer_id random({shop.first}, {shop.last})"
        + "\n"
        + r"\set key random(1, 1125899906842624)"
    )
    script = FOLDER / "post.sql"
    script.write_text(f"\\set merchant_id {shop.merchant_id}\n{drawn}\n{statement};\n")
    return script
