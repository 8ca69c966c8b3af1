"""The embedded server of this checkout: where it lives and how a process gets to it."""

import os
from collections.abc import Mapping, MutableMapping
from hashlib import sha256
from pathlib import Path

from loyalty.database.accounts import server_account
from loyalty.database.binaries import SHARED
from loyalty.database.cluster import Cluster
from loyalty.database.refusals import NoAccount

CHECKOUT = Path(__file__).resolve().parents[2]


def data_folder(environ: Mapping[str, str]) -> Path:
    """Where everything lies that the product writes: `LOYALTY_DATA_DIR`, else `var` in the checkout."""
    chosen = environ.get("LOYALTY_DATA_DIR")
    return Path(chosen).expanduser().resolve() if chosen else CHECKOUT / "var"


def embedded_cluster(environ: Mapping[str, str]) -> Cluster:
    """The embedded server, running or not. It asks nothing of the machine and starts nothing."""
    return Cluster(_home(data_folder(environ)), environ=environ)


def provide_database(environ: MutableMapping[str, str]) -> Cluster | None:
    """Have `DATABASE_URL` name a database that can be reached. Returns the server if it had to start it.

    Refuses as `loyalty.database.refusals` lists.
    """
    if environ.get("DATABASE_URL"):
        return None
    cluster = embedded_cluster(environ)
    is_ours = cluster.ensure()
    environ["DATABASE_URL"] = cluster.url
    return cluster if is_ours else None


def _home(folder: Path) -> Path:
    # Root's server runs as somebody else, who may not enter, for instance, a checkout in root's own home.
    home = folder / "postgres"
    if os.geteuid() != 0 or (home / "data").exists():
        return home
    try:
        account = server_account(home / "data")
    except NoAccount:
        return home
    return (
        home
        if account.can_enter(folder)
        else SHARED / f"data-{sha256(str(folder).encode()).hexdigest()[:12]}"
    )
