"""How a job's function is left, and how it says what became of its work."""


class Interrupted(BaseException):
    """Ends a slice from inside. A BaseException: no `except Exception` around a row may swallow it."""


class LeaseLost(Interrupted):
    """Another worker has taken the job over; what this transaction did is rolled back."""


class JobCancelled(Interrupted):
    """Somebody asked for the job to end; what this transaction did is rolled back."""


class OutOfTime(Interrupted):
    """The slice is over; what it did is committed, and another slice goes on from the checkpoint."""


class TryLater(Exception):
    """Try again in `retry_after` seconds, or after the usual wait. The message is a sentence for people."""

    def __init__(self, message: str, *, retry_after: float | None = None) -> None:
        super().__init__(message)
        self.retry_after = retry_after


class GiveUp(Exception):
    """Trying again would not help. The message is a sentence for people."""
