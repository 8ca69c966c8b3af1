from loyalty.customers.views.birthdays import set_birthday
from loyalty.customers.views.changes import adjust_points, exclude, include
from loyalty.customers.views.detail import detail
from loyalty.customers.views.imports import import_check, import_reverse, import_start, import_upload
from loyalty.customers.views.imports import list_imports as imports
from loyalty.customers.views.leaving import erase, personal_data
from loyalty.customers.views.list import export
from loyalty.customers.views.list import list_customers as list
from loyalty.customers.views.merging import duplicates, merge
from loyalty.customers.views.notes import add_note
from loyalty.customers.views.reports import import_bar, import_detail, import_report
from loyalty.customers.views.segments import delete_segment, segment, segments
from loyalty.customers.views.tags import set_tags

__all__ = [
    "add_note",
    "adjust_points",
    "delete_segment",
    "detail",
    "duplicates",
    "erase",
    "exclude",
    "export",
    "import_bar",
    "import_check",
    "import_detail",
    "import_report",
    "import_reverse",
    "import_start",
    "import_upload",
    "imports",
    "include",
    "list",
    "merge",
    "personal_data",
    "segment",
    "segments",
    "set_birthday",
    "set_tags",
]
