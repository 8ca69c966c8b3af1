"""`--cases PATH` runs the scenarios of any file; the end of the run says which wait for which feature."""

from collections import defaultdict
from collections.abc import Iterable
from pathlib import Path

import pytest

from tests.acceptance.cases import OWN_CASES, read_cases

WAITING = "not yet supported: "


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--cases", type=Path, help="a file of scenarios instead of the project's own")


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    if "case" in metafunc.fixturenames:
        path = metafunc.config.getoption("--cases", default=None) or OWN_CASES
        metafunc.parametrize("case", [pytest.param(case, id=case["id"]) for case in read_cases(path)])


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    waiting: defaultdict[str, list[str]] = defaultdict(list)
    for report in _cases_among(terminalreporter.stats.get("skipped", [])):
        for feature in str(report.longrepr).rstrip("')").partition(WAITING)[2].split(", "):
            waiting[feature].append(_name(report))
    passed = list(_cases_among(terminalreporter.stats.get("passed", [])))
    if not waiting and not passed:
        return
    terminalreporter.section("scenarios")
    terminalreporter.line(f"passed: {len(passed)}")
    for feature, names in sorted(waiting.items()):
        terminalreporter.line(f"not yet supported, {feature} ({len(names)}): {' '.join(names)}")


def _cases_among(reports: Iterable[pytest.TestReport]) -> Iterable[pytest.TestReport]:
    return [report for report in reports if "::test_case[" in report.nodeid and report.when != "teardown"]


def _name(report: pytest.TestReport) -> str:
    return report.nodeid.partition("[")[2].removesuffix("]")
