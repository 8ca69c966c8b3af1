import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from loyalty.database.embedded import embedded_cluster


@pytest.fixture
def folder() -> Iterator[Path]:
    """A data folder that everybody may enter: pytest's own are closed to the database server's account."""
    made = Path(tempfile.mkdtemp(prefix="grin-launch-"))
    made.chmod(0o755)
    yield made
    embedded_cluster({"LOYALTY_DATA_DIR": str(made)}).stop(is_immediate=True)
    shutil.rmtree(made)
