"""Which tests `./run test` chooses, and how many processes side by side."""

import pytest

from loyalty.launch.test import NO_BROWSER, OWN_BROWSER, OWN_PROCESSES, SIDE_BY_SIDE, defaults


@pytest.mark.parametrize(
    ("words", "chosen"),
    [
        ([], NO_BROWSER),
        (["tests/points", "-k", "refund"], NO_BROWSER),
        (["-m", "chaos"], ()),
        (["-x", "tests/e2e/test_vip.py"], ()),
    ],
)
def test_the_browser_is_left_out_unless_it_is_asked_for(words: list[str], chosen: tuple[str, ...]) -> None:
    assert defaults(words, NO_BROWSER, unless=OWN_BROWSER) == chosen


@pytest.mark.parametrize(
    ("words", "chosen"),
    [(["-m", "browser"], SIDE_BY_SIDE), (["-n0"], ()), (["-n", "4"], ()), (["--pdb"], ())],
)
def test_two_processes_unless_the_arguments_choose(words: list[str], chosen: tuple[str, ...]) -> None:
    assert defaults(words, SIDE_BY_SIDE, unless=OWN_PROCESSES) == chosen
