"""Other people's ledgers, installed apart from the product."""

import os
import subprocess
import sys
from pathlib import Path

from product import FOLDER, ROOT

REQUIREMENTS = ROOT / "requirements" / "bench.txt"


def peer_python() -> Path | None:
    """The Python that has them. None, with a sentence why, where they cannot be had."""
    folder = FOLDER.parent / "bench-peers"
    python = folder / "bin" / "python"
    uv = str(Path(sys.executable).with_name("uv"))
    for step in (
        [uv, "venv", "-q", "--allow-existing", "--python", sys.executable, str(folder)],
        [*(uv, "pip", "install", "-q", "--require-hashes", "--python", str(python), "-r", str(REQUIREMENTS))],
    ):
        done = subprocess.run(step, capture_output=True, text=True, env=os.environ)
        if done.returncode:
            print(
                f"  django-hordak is left out, it could not be installed: {done.stderr.strip().splitlines()[-1]}"
            )
            return None
    return python
