"""Pictures that somebody uploads."""

from typing import Any

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext_lazy as _

PICTURES = {b"\x89PNG\r\n\x1a\n": "image/png", b"\xff\xd8\xff": "image/jpeg"}


class PictureField(forms.FileField):
    """The picture's bytes and its kind, such as `image/png`, read from the bytes themselves; a name proves nothing.

    None where nothing was chosen.
    """

    def __init__(self, *, most_kilobytes: int, **terms: Any) -> None:
        super().__init__(required=False, **terms)
        self.most_kilobytes = most_kilobytes
        self.widget.attrs["accept"] = "image/png,image/jpeg,image/webp"

    def clean(self, data: Any, initial: Any = None) -> tuple[bytes, str] | None:
        given = super().clean(data, initial)
        if not isinstance(given, UploadedFile):
            return None
        most = self.most_kilobytes * 1000
        found = given.read(most + 1)
        kind = kind_of(found)
        if len(found) > most or not kind:
            told = {"size": self.most_kilobytes}
            raise forms.ValidationError(_("Choose a PNG, JPEG or WebP of at most %(size)s kB."), params=told)
        return found, kind


def kind_of(picture: bytes) -> str:
    """What the bytes say they are; empty for anything that we do not show."""
    if picture.startswith(b"RIFF") and picture[8:12] == b"WEBP":
        return "image/webp"
    return next((kind for mark, kind in PICTURES.items() if picture.startswith(mark)), "")
