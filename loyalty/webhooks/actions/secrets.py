"""What endpoints' messages are signed with."""

from base64 import b64encode
from datetime import datetime, timedelta
from secrets import token_bytes

from django.db import transaction

from loyalty.audit.actions import record
from loyalty.team.models import User
from loyalty.webhooks.models import Endpoint

# As the Standard Webhooks text writes them, so that receivers' libraries take them as they are.
PREFIX = "whsec_"
BYTES = 32
# For how long the old secret signs beside the new one, so that no receiver has to change at a given second.
OVERLAP = timedelta(hours=24)


def new_secret() -> str:
    """256 random bits."""
    return PREFIX + b64encode(token_bytes(BYTES)).decode()


@transaction.atomic
def rotate_secret(endpoint: Endpoint, *, by: User | None, at: datetime) -> Endpoint:
    """The endpoint with a new secret; for a day the previous one signs, too. The one before that ends at once."""
    locked = Endpoint.objects.select_for_update(no_key=True).get(pk=endpoint.pk)
    locked.previous_secret, locked.previous_until = locked.secret, at + OVERLAP
    locked.secret = new_secret()
    locked.save(update_fields=["secret", "previous_secret", "previous_until"])
    record(
        "webhook.secret_rotated",
        subject="webhook",
        subject_id=locked.pk,
        merchant_id=locked.merchant_id,
        actor=by,
        at=at,
    )
    return locked
