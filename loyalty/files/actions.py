"""What happens to a file, step by step, whatever stands in it."""

import hashlib
from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import datetime
from typing import Any, TypeVar

from django.db.models import F
from django.utils.translation import gettext_lazy as _

from loyalty.errors import Refused
from loyalty.files.mapping.encodings import as_utf8, choose_encoding
from loyalty.files.mapping.records import split_lines
from loyalty.files.models import FileImport, ImportPhase, phases_before
from loyalty.files.queries import PART_BYTES, blocks_of
from loyalty.jobs.actions import later
from loyalty.jobs.models import FINISHED, Job
from loyalty.merchants.models import Merchant
from loyalty.team.models import User

MOST_BYTES = 50_000_000
Kept = TypeVar("Kept", bound=FileImport)


class FileTooLarge(Refused):
    code = "file_too_large"
    message = _("This file is larger than 50 MB. Split it, and import the parts one after the other.")


class NotNow(Refused):
    code = "import_not_now"
    message = _("This import is not at a point where that can be done. Look at the page again.")


def keep_file(
    model: type[Kept],
    blocks: Callable[[], Iterable[bytes]],
    *,
    file_name: str,
    merchant: Merchant,
    by: User | None,
    at: datetime,
    **fields: Any,
) -> Kept:
    """The file, kept as UTF-8. `blocks` gives its bytes anew at each call; `fields` are those of its kind alone.

    Refuses a file above 50 MB, an empty one, and one that is no text.
    """
    size, fingerprint = _measure(blocks())
    encoding = choose_encoding(blocks())
    # Every kind has a manager; only the abstract model that they share has none.
    file: Kept = model.objects.create(  # type: ignore[attr-defined]  # see above
        merchant=merchant,
        author=by,
        file_name=file_name[-200:],
        size_bytes=size,
        fingerprint=fingerprint,
        encoding=encoding,
        created_at=at,
        **fields,
    )
    for number, content in enumerate(_parts(as_utf8(blocks(), encoding))):
        file.parts.create(merchant=merchant, number=number, content=content)
    return file


def start(file: Kept, phase: ImportPhase, **changes: Any) -> Kept:
    """Have a worker do what the phase is about; `changes` come with it. Refused as `NotNow` while another works."""
    kept = type(file).objects  # type: ignore[attr-defined]  # every kind has a manager
    # Lock the import: two clicks must not start two jobs.
    locked: Kept = kept.select_for_update().get(pk=file.pk)
    if locked.job_id and Job.objects.filter(pk=locked.job_id).exclude(state__in=FINISHED).exists():
        raise NotNow
    job = later(
        locked.JOBS[phase],
        merchant_id=locked.merchant_id,
        key=f"{locked.pk}-{locked.runs + 1}",
        args={"import_id": locked.pk},
        author_id=locked.author_id,
    )
    move(locked, phase, runs=F("runs") + 1, job_id=job.pk, **changes)
    started: Kept = kept.get(pk=locked.pk)
    return started


def move(file: FileImport, phase: ImportPhase, **changes: Any) -> None:
    """The file is in that phase from now on. Refused as `NotNow` from where no move leads there."""
    kept = type(file).objects  # type: ignore[attr-defined]  # every kind has a manager
    if not kept.filter(pk=file.pk, phase__in=phases_before(phase)).update(phase=phase, **changes):
        raise NotNow
    file.phase = phase


def reach(file: FileImport, phase: ImportPhase, *, at: datetime) -> None:
    """The running phase is over."""
    changes: dict[str, Any] = {"imported_at": at} if phase == ImportPhase.IMPORTED else {}
    move(file, phase, **changes)


def _measure(blocks: Iterable[bytes]) -> tuple[int, str]:
    digest, size = hashlib.sha256(), 0
    for block in blocks:
        digest.update(block)
        size += len(block)
        if size > MOST_BYTES:
            raise FileTooLarge
    return size, digest.hexdigest()


def _parts(blocks: Iterable[bytes]) -> Iterator[bytes]:
    rest = b""
    for block in blocks:
        rest += block
        while len(rest) >= PART_BYTES:
            yield rest[:PART_BYTES]
            rest = rest[PART_BYTES:]
    if rest:
        yield rest


def blank_lines(model: type[FileImport], addresses: Iterable[str]) -> None:
    """Every line of the kept files that names one of these addresses becomes blanks, as many as it had bytes.

    So whatever comes after stands where it stood, and a reader passes over the line.
    """
    wanted = [address.strip().lower().encode() for address in addresses if address.strip()]
    if not wanted:
        return
    kept = model.objects  # type: ignore[attr-defined]  # every kind has a manager
    for file in kept.filter(parts__isnull=False).distinct():
        for start, end in list(_lines_with(file, wanted)):
            _blank(file, start, end)


def _lines_with(file: FileImport, wanted: Sequence[bytes]) -> Iterator[tuple[int, int]]:
    """Where each line begins and ends that holds one of these texts, in small letters."""
    offset = 0
    for line in split_lines(blocks_of(file, 0)):
        text = line.lower()
        if any(one in text for one in wanted):
            yield offset, offset + len(line.rstrip(b"\n"))
        offset += len(line)


def _blank(file: FileImport, start: int, end: int) -> None:
    for number in range(start // PART_BYTES, (end - 1) // PART_BYTES + 1):
        part = file.parts.get(number=number)
        first = number * PART_BYTES
        content = bytearray(part.content)
        low, high = max(start - first, 0), min(end - first, len(content))
        content[low:high] = b" " * (high - low)
        part.content = bytes(content)
        part.save(update_fields=["content"])
