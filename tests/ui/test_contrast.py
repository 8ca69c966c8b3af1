"""The tokens' colours, checked by the formula of WCAG 2.2 (relative luminance, 1.4.3 and 1.4.11)."""

import re
from pathlib import Path

import pytest

CSS = (Path(__file__).parents[2] / "static/css/tokens.css").read_text()
TOKENS = {
    name: {"light": light, "dark": dark}
    for name, light, dark in re.findall(r"--([\w-]+): light-dark\((#\w{6}), (#\w{6})\)", CSS)
}
SURFACES = ("surface", "surface-raised", "surface-sunken", "surface-hover")
TEXT = [
    *((ink, surface) for ink in ("ink", "ink-quiet", "accent-text") for surface in SURFACES),
    *((tone, f"{tone}-quiet") for tone in ("good", "warn", "bad", "info")),
    *((tone, "surface-raised") for tone in ("good", "warn", "bad", "info")),
    *(("ink", f"{tone}-quiet") for tone in ("good", "warn", "bad", "info", "accent")),
    ("accent-text", "accent-quiet"),
    ("accent-ink", "accent"),
    ("accent-ink", "accent-hover"),
    ("accent-ink", "bad-fill"),
    ("ink-quiet", "fill"),
    ("nav-ink", "nav-surface"),
    ("nav-ink-quiet", "nav-surface"),
    ("nav-ink", "nav-current"),
]
PARTS = [
    *(("line-strong", surface) for surface in ("surface", "surface-raised")),
    *(("focus", surface) for surface in SURFACES),
    *((f"chart-{number}", "surface-raised") for number in (1, 2, 3)),
    ("accent", "surface-raised"),
    ("spark", "nav-surface"),
]


def contrast(one: str, other: str) -> float:
    lighter, darker = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


def _luminance(colour: str) -> float:
    red, green, blue = (_linear(int(colour[at : at + 2], 16) / 255) for at in (1, 3, 5))
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def _linear(channel: float) -> float:
    return channel / 12.92 if channel <= 0.04045 else float(((channel + 0.055) / 1.055) ** 2.4)


def test_the_formula_knows_black_on_white() -> None:
    assert contrast("#000000", "#ffffff") == pytest.approx(21)
    assert contrast("#777777", "#ffffff") == pytest.approx(4.48, abs=0.01)


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize(("ink", "ground"), TEXT)
def test_text_can_be_read(ink: str, ground: str, theme: str) -> None:
    assert contrast(TOKENS[ink][theme], TOKENS[ground][theme]) >= 4.5


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize(("part", "ground"), PARTS)
def test_parts_can_be_seen(part: str, ground: str, theme: str) -> None:
    assert contrast(TOKENS[part][theme], TOKENS[ground][theme]) >= 3
