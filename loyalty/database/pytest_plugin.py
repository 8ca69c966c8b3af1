"""Gives every test run its own PostgreSQL, before Django reads its settings.

Loaded by `addopts = -p loyalty.database.pytest_plugin`: a conftest.py comes too late for that.
"""

import os
import signal
from collections.abc import Iterator

import pytest

from loyalty.database.cluster import Cluster
from loyalty.database.refusals import DatabaseUnavailable
from loyalty.database.throwaway import end_throwaway, start_throwaway

_started: list[Cluster] = []


@pytest.hookimpl(wrapper=True, tryfirst=True)
def pytest_load_initial_conftests() -> Iterator[None]:
    """Start the server unless there is a `DATABASE_URL`; the workers of `-n` inherit the address."""
    if not os.environ.get("DATABASE_URL"):
        try:
            cluster = start_throwaway(os.environ)
        except DatabaseUnavailable as refusal:
            raise pytest.UsageError(str(refusal)) from refusal
        _started.append(cluster)
        # A run that is stopped tidies up as one that is interrupted does.
        signal.signal(signal.SIGTERM, signal.default_int_handler)
        os.environ["DATABASE_URL"] = cluster.url
    try:
        return (yield)
    except BaseException:
        # Before pytest is configured nobody calls the other hook.
        pytest_unconfigure()
        raise


def pytest_unconfigure() -> None:
    """End the server that this process started; a worker never did."""
    while _started:
        end_throwaway(_started.pop())
        del os.environ["DATABASE_URL"]
