"""69,659 real purchases of 23,570 customers of CDNOW, 1997 and 1998, as a file that the import reads.

python tests/real_data/cdnow.py        writes var/real-data/cdnow.csv and says so

The purchases come inside a Python package, which pip fetches from whatever index this machine uses. Nothing of it is
installed or tracked.
"""

import csv
import hashlib
import os
import subprocess
import sys
import zipfile
from collections.abc import Iterator
from pathlib import Path

PACKAGE = "lifetimes==0.11.3"
MEMBER = "lifetimes/datasets/CDNOW_master.txt"
FINGERPRINT = "eff6889ed364"
ROOT = Path(__file__).resolve().parents[2]
PATIENCE_SECONDS = 60


class OutOfReach(Exception):
    """The index could not be reached, or what it gave is not the file."""


def cdnow_csv() -> Path:
    """The file, fetched and converted the first time. Raises OutOfReach."""
    path = _folder() / "cdnow.csv"
    if not path.exists():
        purchases = _fetch()
        if not hashlib.sha256(purchases).hexdigest().startswith(FINGERPRINT):
            raise OutOfReach(f"{MEMBER} of {PACKAGE} is not the file it used to be.")
        half_done = path.with_suffix(f".{os.getpid()}")
        with half_done.open("w", newline="") as file:
            csv.writer(file).writerows(orders_of(purchases.decode()))
        half_done.replace(path)
    return path


def orders_of(purchases: str) -> Iterator[tuple[str, ...]]:
    """Line n below the header is order row-n. Equal lines are two purchases, and those of nothing are purchases too."""
    yield "order id", "customer id", "paid at", "amount", "currency"
    for number, line in enumerate(purchases.splitlines()[1:], 1):
        customer, day, _discs, dollars = line.split()
        yield (
            f"row-{number}",
            f"cdnow-{customer}",
            f"{day[:4]}-{day[4:6]}-{day[6:]}T12:00:00Z",
            dollars,
            "USD",
        )


def _fetch() -> bytes:
    folder = _folder()
    command = [
        sys.executable,
        "-m",
        "pip",
        "download",
        "--quiet",
        "--no-deps",
        "--only-binary",
        ":all:",
        PACKAGE,
    ]
    try:
        subprocess.run(command, cwd=folder, check=True, capture_output=True, timeout=PATIENCE_SECONDS)
    except (OSError, subprocess.SubprocessError) as error:
        raise OutOfReach(f"pip could not download {PACKAGE}: {error}") from error
    [wheel] = folder.glob("*.whl")
    with zipfile.ZipFile(wheel) as package:
        return package.read(MEMBER)


def _folder() -> Path:
    folder = Path(os.environ.get("LOYALTY_DATA_DIR", ROOT / "var")) / "real-data"
    folder.mkdir(parents=True, exist_ok=True)
    return folder


if __name__ == "__main__":
    try:
        sys.stdout.write(f"{cdnow_csv()}\n")
    except OutOfReach as reason:
        sys.exit(str(reason))
