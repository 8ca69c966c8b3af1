from loyalty.customers.forms.customers import AdjustPointsForm, BirthdayForm, EraseForm, ReasonForm, TagsForm
from loyalty.customers.forms.imports import PeopleReadingForm, PeopleUploadForm

__all__ = [
    "AdjustPointsForm",
    "BirthdayForm",
    "EraseForm",
    "PeopleReadingForm",
    "PeopleUploadForm",
    "ReasonForm",
    "TagsForm",
]
