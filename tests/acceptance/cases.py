"""Files of scenarios."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import yaml

OWN_CASES = Path(__file__).with_name("cases.yaml")
FORMAT = "loyalty-scenario/1"


class OtherFormatError(Exception):
    def __init__(self, path: Path, found: object) -> None:
        super().__init__(f"{path} is in the format {found}, not {FORMAT}")


def read_cases(path: Path) -> Sequence[Mapping[str, Any]]:
    """The scenarios of a file."""
    content = yaml.safe_load(path.read_text(encoding="utf-8"))
    if content["format"] != FORMAT:
        raise OtherFormatError(path, content["format"])
    cases: Sequence[Mapping[str, Any]] = content["cases"]
    return cases
