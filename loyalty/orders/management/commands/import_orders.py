"""Importing a file of orders from the command line: the same steps as the screens."""

import time
from argparse import ArgumentParser
from collections.abc import Iterator, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils.timezone import now
from django_scopes import scope

from loyalty.errors import Refused
from loyalty.jobs.actions import NotDue, claim
from loyalty.jobs.models import Job, State
from loyalty.jobs.tasks.slices import run_slice
from loyalty.merchants.models import Merchant
from loyalty.orders.actions.imports import start_check, start_import, store_import
from loyalty.orders.mapping.problems import field_label, sentence
from loyalty.orders.models import OrderImport
from loyalty.orders.snapshots import AMOUNTS, Field, ImportCounts, Reading

BLOCK_BYTES = 1_048_576
SHOWN_PROBLEMS = 20
PATIENCE_SECONDS = 0.5


class Command(BaseCommand):
    help = "Import orders from a CSV file. Columns are recognised by their names; --map says what is not recognised."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path)
        parser.add_argument("--merchant", required=True, type=int, help="the id of the merchant")
        parser.add_argument(
            "--map",
            action="append",
            default=[],
            metavar="FIELD=COLUMN",
            help=f"which column holds what, by its name or number; fields: {', '.join(Field.values)}",
        )
        parser.add_argument("--source", help="the shop system that the orders and customer ids belong to")
        parser.add_argument("--currency", help="of orders that name none, as in EUR")
        parser.add_argument("--timezone", help="of dates that name none, as in Europe/Stockholm")
        people = parser.add_mutually_exclusive_group()
        people.add_argument(
            "--members", action="store_true", help="people not known yet are members (the default)"
        )
        people.add_argument("--guests", action="store_true", help="people not known yet are guests")
        parser.add_argument(
            "--dry-run", action="store_true", help="say what would happen, and change nothing"
        )
        parser.add_argument("--enqueue", action="store_true", help="leave the work to a worker")

    def handle(self, *args: Any, **options: Any) -> None:  # noqa: ARG002 -- Django's signature
        merchant = Merchant.objects.filter(pk=options["merchant"]).first()
        if merchant is None:
            raise CommandError(f"There is no merchant {options['merchant']}.")
        with scope(merchant=merchant):
            try:
                self._import(merchant, options)
            except Refused as refusal:
                raise CommandError(str(refusal)) from refusal

    def _import(self, merchant: Merchant, options: Mapping[str, Any]) -> None:
        file: Path = options["file"]
        if not file.is_file():
            raise CommandError(f"There is no file {file}.")
        order_import = store_import(
            lambda: _blocks(file), file_name=file.name, merchant=merchant, by=None, at=now()
        )
        reading = _reading(Reading.from_json(order_import.reading), options)
        is_check = options["dry_run"]
        order_import = start_check(order_import, reading) if is_check else start_import(order_import, reading)
        if options["enqueue"]:
            self.stdout.write(f"Import {order_import.pk} waits for a worker.")
            return
        self._work_on(Job.objects.get(pk=order_import.job_id))  # type: ignore[misc]  # what was started has a job
        order_import.refresh_from_db()
        self._report(order_import, is_check=is_check)

    def _work_on(self, job: Job) -> None:
        """Do the job here, or watch a worker that was faster do it."""
        while not job.is_finished:
            try:
                run_slice(claim(job.pk))
            except NotDue:
                time.sleep(PATIENCE_SECONDS)
            job.refresh_from_db()
            if self.stdout.isatty() and job.total:
                self.stdout.write(f"{job.done:,} of {job.total:,} rows", ending="\r")
        if job.state != State.DONE:
            raise CommandError(job.last_error or "The import was cancelled.")

    def _report(self, order_import: OrderImport, *, is_check: bool) -> None:
        counts = ImportCounts.from_json(order_import.expected if is_check else order_import.outcome)
        if counts.changes_nothing and counts.orders:
            self.stdout.write(f"Nothing new: all {counts.orders:,} orders are known as they are.")
        for line in _lines(counts):
            self.stdout.write(line)
        for problem in order_import.problems.order_by("line")[:SHOWN_PROBLEMS]:
            about = " ".join(
                filter(None, (field_label(problem.field), f"“{problem.seen}”" if problem.field else ""))
            )
            told = sentence(problem.code, problem.seen)
            self.stdout.write(f"Line {problem.line}: {about}{': ' if about else ''}{told}")
        if counts.rows_left_out > SHOWN_PROBLEMS:
            self.stdout.write(
                f"… and {counts.rows_left_out - SHOWN_PROBLEMS:,} more rows that were left out."
            )
        if is_check:
            self.stdout.write("Nothing was changed.")


def _blocks(file: Path) -> Iterator[bytes]:
    with file.open("rb") as opened:
        while block := opened.read(BLOCK_BYTES):
            yield block


def _reading(guess: Reading, options: Mapping[str, Any]) -> Reading:
    given = {name: options[name] for name in ("source", "currency", "timezone") if options[name]}
    columns = {**guess.columns, **dict(_mapped(text, guess) for text in options["map"])}
    if chosen := [field for field in AMOUNTS if any(text.startswith(f"{field}=") for text in options["map"])]:
        columns = {
            field: place for field, place in columns.items() if field not in AMOUNTS or field in chosen
        }
    return replace(guess, columns=columns, are_members=not options["guests"], **given)


def _mapped(text: str, guess: Reading) -> tuple[Field, int]:
    name, _sign, column = text.partition("=")
    if name not in Field.values:
        raise CommandError(f"--map {text}: there is no field {name}. Fields: {', '.join(Field.values)}.")
    if column in guess.header:
        return Field(name), guess.header.index(column)
    if column.isdecimal() and 1 <= int(column) <= len(guess.header):
        return Field(name), int(column) - 1
    raise CommandError(f"--map {text}: the file has no column {column}. Columns: {', '.join(guess.header)}.")


def _lines(counts: ImportCounts) -> Iterator[str]:
    new, changed, known = counts.orders_new, counts.orders_changed, counts.orders_known
    yield f"Orders: {new:,} new, {changed:,} changed, {known:,} known as they are."
    yield f"Customers: {counts.customers_new:,} new."
    yield f"Points: {counts.total_points:+,}."
    yield f"Rows left out: {counts.rows_left_out:,}."
