"""The verbs of `./run`. Read before anything is installed, so only the standard library is used."""

from dataclasses import dataclass

RUNTIME = ("base",)
TOOLS = ("base", "dev")
BROWSER = ("base", "dev", "e2e")


@dataclass(frozen=True)
class Verb:
    """One verb: how it is written, what it does, and the layers of requirements it needs."""

    usage: str
    says: str
    layers: tuple[str, ...]


VERBS = {
    "demo": Verb("demo [--reset] [--port N]", "the whole product with demo data, on this machine", RUNTIME),
    "test": Verb(
        "test [pytest's arguments]", "the test suite, on a database of its own; the browser's is e2e", TOOLS
    ),
    "e2e": Verb("e2e [pytest's arguments]", "the browser tests; needs Chromium", BROWSER),
    "check": Verb("check", "everything else that must hold before a change is merged", BROWSER),
    "up": Verb("up", "production servers against DATABASE_URL, on PORT", RUNTIME),
    "stop": Verb("stop", "stop what demo or up started, the embedded database included", RUNTIME),
    "backup": Verb("backup FILE", "write the whole database into FILE", RUNTIME),
    "restore": Verb("restore FILE [--replace]", "read FILE into an empty (or replaced) database", RUNTIME),
    "lock": Verb("lock", "pin the requirements anew", TOOLS),
    "shell": Verb("shell", "Django's shell on the same database", TOOLS),
}


def verb_list() -> str:
    """The verbs with a line each."""
    width = max(len(verb.usage) for verb in VERBS.values())
    lines = [f"  ./run {verb.usage:<{width}}  {verb.says}" for verb in VERBS.values()]
    return "\n".join(["Grin, a loyalty platform that you run yourself.", "", *lines])
