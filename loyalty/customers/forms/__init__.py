from loyalty.customers.forms.customers import AdjustPointsForm, BirthdayForm, EraseForm, ReasonForm, TagsForm
from loyalty.customers.forms.imports import PeopleReadingForm, PeopleUploadForm
from loyalty.customers.forms.segments import SegmentForm

__all__ = [
    "AdjustPointsForm",
    "BirthdayForm",
    "EraseForm",
    "PeopleReadingForm",
    "PeopleUploadForm",
    "ReasonForm",
    "SegmentForm",
    "TagsForm",
]
