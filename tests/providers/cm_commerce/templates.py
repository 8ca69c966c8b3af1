"""Pages as HTML."""

from pathlib import Path
from typing import Any

from django.template import Context, Engine

from tests.providers.cm_commerce.web import Response, Visit

FOLDER = Path(__file__).parent
ENGINE = Engine(dirs=[str(FOLDER / "templates")])


def render(visit: Visit, name: str, /, status: int = 200, **said: Any) -> Response:
    """A page of ours; what was noted for this browser is said once."""
    row = visit.service.store.row("SELECT note FROM sessions WHERE id = ?", visit.session)
    note = row["note"] if row else ""
    if note:
        visit.note("")
    known = {
        "account": visit.account,
        "path": visit.path,
        "note": note,
        "platform": visit.service.setup.connect,
    }
    text = ENGINE.get_template(name).render(Context({**known, **said}, use_l10n=False))
    return Response(text.encode(), status)
