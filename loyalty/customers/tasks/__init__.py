from loyalty.customers.tasks.birthdays import begin_birthdays, keep_birthdays
from loyalty.customers.tasks.imports import (
    check_people,
    forget_old_people_files,
    import_people,
    withdraw_people,
)

__all__ = [
    "begin_birthdays",
    "check_people",
    "forget_old_people_files",
    "import_people",
    "keep_birthdays",
    "withdraw_people",
]
