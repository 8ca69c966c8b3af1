import os
import subprocess
import sys
from pathlib import Path

from loyalty.database.cluster import Cluster
from loyalty.database.processes import ProcessMark
from loyalty.database.throwaway import end_throwaway, start_throwaway, sweep_abandoned

ABANDONS = """
import os
from loyalty.database.throwaway import start_throwaway

print(start_throwaway({}).home, flush=True)
os._exit(0)
"""


def test_a_server_whose_owner_was_killed_is_swept_up_and_no_other() -> None:
    ours = start_throwaway({})
    said = subprocess.run([sys.executable, "-c", ABANDONS], capture_output=True, text=True, check=True)
    abandoned = Cluster(Path(said.stdout.strip()), environ={})
    assert abandoned.is_running()

    sweep_abandoned()

    assert not abandoned.is_running()
    assert not abandoned.home.exists()
    assert ours.is_running()
    end_throwaway(ours)


def test_a_number_used_again_is_another_process() -> None:
    us = ProcessMark.of(os.getpid())

    assert us.is_alive()
    assert not ProcessMark(pid=us.pid, started="earlier").is_alive()
