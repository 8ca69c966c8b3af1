"""Takes pictures of pages at three widths in both themes, to be looked at.

python tests/e2e/screens.py http://localhost:8000/styleguide/ --out var/screens --email … --password …
"""

import argparse
import os
import re
import shutil
import sys
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urljoin, urlsplit

from playwright.sync_api import Browser, BrowserContext, sync_playwright

WIDTHS = (360, 900, 1440)
THEMES = ("light", "dark")


def main() -> int:
    options = _options()
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=shutil.which("chromium"), args=["--no-sandbox"] if os.geteuid() == 0 else []
        )
        for path in take_screens(browser, options):
            sys.stdout.write(f"{path}\n")
        browser.close()
    return 0


def take_screens(browser: Browser, options: argparse.Namespace) -> Iterator[Path]:
    """One picture per address, width and theme, in the folder `--out`."""
    options.out.mkdir(parents=True, exist_ok=True)
    for theme in options.themes:
        context = browser.new_context(color_scheme=theme, locale=options.language)
        if options.email:
            _sign_in(context, options)
        for width in options.widths:
            for url in options.urls:
                path = options.out / f"{_name(url)}-{width}-{theme}.png"
                yield _take_screen(context, url, width, path, options)


def _take_screen(
    context: BrowserContext, url: str, width: int, path: Path, options: argparse.Namespace
) -> Path:
    page = context.new_page()
    page.set_viewport_size({"width": width, "height": options.height})
    page.goto(url, wait_until="load")
    for selector in options.click:
        page.locator(selector).first.click()
    page.wait_for_timeout(250)
    page.screenshot(path=path, full_page=not options.fold)
    page.close()
    return path


def _sign_in(context: BrowserContext, options: argparse.Namespace) -> None:
    page = context.new_page()
    page.goto(urljoin(options.urls[0], "/accounts/login/"))
    page.fill("[name=login]", options.email)
    page.fill("[name=password]", options.password)
    page.locator("form:has([name=login]) button").first.click()
    page.wait_for_load_state("load")
    page.close()


def _name(url: str) -> str:
    parts = urlsplit(url)
    return re.sub(r"[^a-z0-9]+", "-", f"{parts.path}-{parts.query}".lower()).strip("-") or "home"


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("urls", nargs="+", metavar="URL")
    parser.add_argument("--out", type=Path, default=Path("var/screens"))
    parser.add_argument("--widths", type=int, nargs="+", default=WIDTHS)
    parser.add_argument("--height", type=int, default=900)
    parser.add_argument("--themes", nargs="+", default=THEMES, choices=THEMES)
    parser.add_argument("--language", default="en")
    parser.add_argument(
        "--click", nargs="*", default=[], metavar="SELECTOR", help="click these before the picture"
    )
    parser.add_argument("--fold", action="store_true", help="only what is seen without scrolling")
    parser.add_argument("--email", default="")
    parser.add_argument("--password", default="")
    return parser.parse_args()


if __name__ == "__main__":
    sys.exit(main())
