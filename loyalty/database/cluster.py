"""One PostgreSQL server in one folder, shared by every process that asks for it."""

import fcntl
import signal
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from urllib.parse import quote

import psycopg

from loyalty.database.accounts import Account, name_of, server_account
from loyalty.database.binaries import Binaries, find_binaries, open_folder, reachable
from loyalty.database.creation import DATABASE, ROLE, SUPERUSER, create_data
from loyalty.database.processes import PROC, ProcessMark, is_running, working_in
from loyalty.database.refusals import CannotReach, DidNotStart, NotOurs, OtherMajor
from loyalty.database.server_settings import FILE, server_settings
from loyalty.database.sockets import SOCKET, make_socket_folder, socket_folder

# Seconds. Replaying the log after a crash may take minutes; a server that is up answers at once.
START_LIMIT = 300
ANSWER_LIMIT = 30
STOP_LIMIT = 60
CONNECTIONS = """
    SELECT count(*) FROM pg_stat_activity WHERE backend_type = 'client backend' AND pid <> pg_backend_pid()
"""


class Cluster:
    """The server whose files lie in `home`: `data` (its own), `lock` (held while starting or stopping)."""

    def __init__(self, home: Path, *, environ: Mapping[str, str], is_throwaway: bool = False) -> None:
        self.home = home.resolve()
        self.data = self.home / "data"
        self.is_throwaway = is_throwaway
        self._environ = environ

    @property
    def url(self) -> str:
        """The address of the product's database for its own role, which is no superuser."""
        return f"postgresql://{ROLE}@/{DATABASE}?host={quote(str(self.socket_folder), safe='/')}"

    @property
    def socket_folder(self) -> Path:
        """Where the running server listens, or where the next one will."""
        lines = self._pid_file()
        return Path(lines[4]) if len(lines) > 4 and lines[4] else socket_folder(self.data)

    def ensure(self) -> bool:
        """Have it running; True when it was this call that started it.

        Safe to call from any number of processes at once. Refuses as `loyalty.database.refusals` lists.
        """
        account = server_account(self.data)
        self._refuse_foreign_folder(account)
        with self._alone(account):
            if self.is_running():
                return False
            binaries = reachable(find_binaries(self._environ), account)
            if not self.data.exists():
                create_data(self.data, binaries=binaries, account=account, is_throwaway=self.is_throwaway)
            self._refuse_other_major(binaries)
            self._start(binaries, account)
            return True

    def is_running(self) -> bool:
        """Whether it lives and answers. One that is starting or stopping is waited for."""
        deadline = time.monotonic() + ANSWER_LIMIT
        while self._postmaster() is not None:
            if self._answers():
                return True
            if time.monotonic() > deadline:
                raise DidNotStart(f"runs in {self.data} but does not answer", self._log_tail())
            time.sleep(0.05)
        return False

    def stop(self, *, is_immediate: bool = False) -> bool:
        """Stop it, cutting open connections; False when it was not running.

        `is_immediate` skips the last checkpoint; the next start then replays the log.
        """
        if not self.data.exists():
            return False
        with self._alone(server_account(self.data)):
            postmaster = self._postmaster()
            if postmaster is None:
                return False
            postmaster.send(signal.SIGQUIT if is_immediate else signal.SIGINT)
            if not postmaster.gone_within(STOP_LIMIT):
                postmaster.send(signal.SIGQUIT)
                postmaster.gone_within(STOP_LIMIT)
            return True

    def stop_if_unused(self) -> bool:
        """Stop it unless some process of the product is connected; whether it was stopped."""
        if self.is_running() and self._connections():
            return False
        return self.stop()

    @contextmanager
    def _alone(self, account: Account) -> Iterator[None]:
        self._make_home(account)
        try:
            lock = (self.home / "lock").open("w")
        except PermissionError:
            raise NotOurs(self.home, name_of(self.home.stat().st_uid)) from None
        with lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            yield

    def _make_home(self, account: Account) -> None:
        for folder in (self.home.parent, self.home):
            if not folder.exists():
                folder.mkdir(parents=True, exist_ok=True)
                if not account.is_ours:
                    open_folder(folder)

    def _refuse_foreign_folder(self, account: Account) -> None:
        if self.data.exists() and self.data.stat().st_uid != account.uid:
            raise NotOurs(self.data, name_of(self.data.stat().st_uid))
        if not account.can_enter(self.home.parent):
            raise CannotReach(self.home.parent, account.name)

    def _refuse_other_major(self, binaries: Binaries) -> None:
        has, offers = int((self.data / "PG_VERSION").read_text()), binaries.major()
        if has != offers:
            raise OtherMajor(self.data, has=has, binaries=binaries.folder, offers=offers)

    def _start(self, binaries: Binaries, account: Account) -> None:
        self._clear_lock_files()
        folder = socket_folder(self.data)
        if folder != self.data:
            make_socket_folder(folder, account)
        settings = self.data / FILE
        settings.write_text(server_settings(folder, is_throwaway=self.is_throwaway))
        account.own(settings)
        log = self.data / "server.log"
        done = account.run(
            [binaries / "pg_ctl", "-D", self.data, "-l", log, "-w", "-t", str(START_LIMIT), "-s", "start"],
            timeout=START_LIMIT + 10,
        )
        if done.returncode:
            raise DidNotStart("did not start", f"{done.stderr}\n{self._log_tail()}")

    def _clear_lock_files(self) -> None:
        """Remove the numbers that a dead server left in its lock files, once none of its processes is left.

        PostgreSQL itself believes any process of that number, also one that came later or is not reaped yet.
        """
        deadline = time.monotonic() + ANSWER_LIMIT
        while left := working_in(self.data, "postgres"):
            if time.monotonic() > deadline:
                raise DidNotStart("waits for an earlier server's processes", f"Still running: {left}")
            time.sleep(0.05)
        if PROC.exists():
            for lock in (self.data / "postmaster.pid", self.socket_folder / f"{SOCKET}.lock"):
                lock.unlink(missing_ok=True)

    def _postmaster(self) -> ProcessMark | None:
        lines = self._pid_file()
        if not lines or not lines[0].isdigit() or not is_running(int(lines[0])):
            return None
        pid = int(lines[0])
        if PROC.exists() and pid not in working_in(self.data, "postgres"):
            return None
        return ProcessMark.of(pid)

    def _pid_file(self) -> list[str]:
        try:
            return (self.data / "postmaster.pid").read_text().splitlines()
        except (FileNotFoundError, PermissionError, NotADirectoryError):
            return []

    def _answers(self) -> bool:
        try:
            self._connect().close()
        except psycopg.OperationalError:
            return False
        return True

    def _connections(self) -> int:
        with self._connect() as connection:
            (found,) = connection.execute(CONNECTIONS).fetchone() or (0,)
        return int(found)

    def _connect(self) -> "psycopg.Connection[tuple[Any, ...]]":
        return psycopg.connect(
            host=str(self.socket_folder), user=SUPERUSER, dbname=SUPERUSER, connect_timeout=5
        )

    def _log_tail(self) -> str:
        try:
            lines = (self.data / "server.log").read_text(errors="replace").splitlines()
        except OSError:
            return ""
        return "\n".join(lines[-15:])
