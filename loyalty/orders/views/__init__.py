from loyalty.orders.views.detail import detail
from loyalty.orders.views.list import list_orders as list
from loyalty.orders.views.outcomes import import_bar, import_detail, import_report
from loyalty.orders.views.wizard import import_check, import_reverse, import_start, import_upload
from loyalty.orders.views.wizard import list_imports as imports

__all__ = [
    "detail",
    "import_bar",
    "import_check",
    "import_detail",
    "import_report",
    "import_reverse",
    "import_start",
    "import_upload",
    "imports",
    "list",
]
