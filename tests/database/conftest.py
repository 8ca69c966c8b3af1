import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from loyalty.database.cluster import Cluster


@pytest.fixture
def home() -> Iterator[Path]:
    """A folder for one server, which everybody may enter: pytest's own are closed to the server's account."""
    folder = Path(tempfile.mkdtemp(prefix="grin-server-"))
    folder.chmod(0o755)
    yield folder / "postgres"
    Cluster(folder / "postgres", environ={}).stop(is_immediate=True)
    shutil.rmtree(folder)
