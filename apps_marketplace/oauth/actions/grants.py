"""Codes that an app exchanges for its tokens."""

from datetime import datetime, timedelta
from typing import cast

from oauthlib.common import generate_token

from apps_marketplace.models import Grant, Installation
from apps_marketplace.oauth.snapshots import Asked, digest

CODE_LASTS = timedelta(seconds=60)


def give_code(installation: Installation, *, asked: Asked, at: datetime) -> str:
    """A code, worth what the app asked for, for 60 seconds and once; the installation has its user by then."""
    code = str(generate_token())
    Grant.objects.create(
        merchant_id=installation.merchant_id,
        installation=installation,
        user_id=cast("int", installation.user_id),
        application=asked.application,
        code=digest(code),
        expires=at + CODE_LASTS,
        redirect_uri=asked.redirect_uri,
        scope=" ".join(asked.scopes),
        code_challenge=asked.challenge,
        code_challenge_method="S256" if asked.challenge else "",
    )
    return code
