"""Which account of the machine runs the embedded server: PostgreSQL refuses to run as root."""

import os
import pwd
import stat
import subprocess
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from loyalty.database.refusals import NoAccount

UNPRIVILEGED = ("postgres", "nobody")


@dataclass(frozen=True)
class Account:
    """A user of the machine. `is_ours` says that it is the one running now."""

    name: str
    uid: int
    gid: int
    is_ours: bool

    def can_enter(self, folder: Path) -> bool:
        """Whether the mode bits let this account pass through `folder` and all its parents."""
        return self.is_ours or all(
            self._may_pass(step) for step in (folder, *folder.parents) if step.exists()
        )

    def own(self, path: Path) -> None:
        """Give `path` to this account."""
        if not self.is_ours:
            os.chown(path, self.uid, self.gid)

    def run(
        self, command: Sequence[str | Path], *, text: str = "", timeout: float = 120
    ) -> "subprocess.CompletedProcess[str]":
        """Run a program as this account, away from our folder and PG* variables; its output is captured."""
        environment = {name: value for name, value in os.environ.items() if not name.startswith("PG")}
        return subprocess.run(  # noqa: S603 -- the programs are PostgreSQL's own, found by `find_binaries`
            [str(word) for word in command],
            input=text,
            text=True,
            capture_output=True,
            timeout=timeout,
            check=False,
            cwd="/",
            env={**environment, "LC_ALL": "C"},
            user=None if self.is_ours else self.uid,
            group=None if self.is_ours else self.gid,
            extra_groups=None if self.is_ours else [],
        )

    def _may_pass(self, folder: Path) -> bool:
        found = folder.stat()
        if found.st_uid == self.uid:
            return bool(found.st_mode & stat.S_IXUSR)
        if found.st_gid == self.gid:
            return bool(found.st_mode & stat.S_IXGRP)
        return bool(found.st_mode & stat.S_IXOTH)


def server_account(data: Path) -> Account:
    """Who runs the server for `data`: ourselves, or, for root, the folder's owner, `postgres` or `nobody`.

    Refuses (`NoAccount`) where there is nobody: no users are ever added.
    """
    if os.geteuid() != 0:
        return _ourselves()
    if data.exists() and data.stat().st_uid != 0:
        found = data.stat()
        return Account(name=name_of(found.st_uid), uid=found.st_uid, gid=found.st_gid, is_ours=False)
    for name in UNPRIVILEGED:
        if entry := _entry(name):
            return Account(name=name, uid=entry.pw_uid, gid=entry.pw_gid, is_ours=False)
    raise NoAccount("root")


def _ourselves() -> Account:
    try:
        entry = pwd.getpwuid(os.geteuid())
    except KeyError:
        raise NoAccount(str(os.geteuid())) from None
    return Account(name=entry.pw_name, uid=entry.pw_uid, gid=entry.pw_gid, is_ours=True)


def _entry(name: str) -> pwd.struct_passwd | None:
    try:
        return pwd.getpwnam(name)
    except KeyError:
        return None


def name_of(uid: int) -> str:
    """The account's name, or its number where it has none."""
    try:
        return pwd.getpwuid(uid).pw_name
    except KeyError:
        return str(uid)
