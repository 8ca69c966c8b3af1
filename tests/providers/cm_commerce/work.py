"""What goes on without anybody at the screen."""

from threading import Event, Thread

from tests.providers.cm_commerce.access import NoAccess
from tests.providers.cm_commerce.api import NotNow
from tests.providers.cm_commerce.attempts import drop_unclaimed
from tests.providers.cm_commerce.reviews import deliver_activities
from tests.providers.cm_commerce.segments import sync_segments
from tests.providers.cm_commerce.service import Service
from tests.providers.cm_commerce.store import Row
from tests.providers.cm_commerce.sync import NotRead, is_due, sync_customers

PAUSE = 0.5


def work(service: Service) -> None:
    """One round for every connected account; what fails is said on the account's page and tried again."""
    with service.working:
        for connection in service.store.rows("SELECT * FROM connections WHERE is_refused = 0"):
            _work_for(service, connection)
        drop_unclaimed(service)


def start_working(service: Service) -> Event:
    """Rounds in a thread of their own, until the event is set."""
    end = Event()
    Thread(target=_go_on, args=[service, end], daemon=True).start()
    return end


def _go_on(service: Service, end: Event) -> None:
    while not end.wait(PAUSE):
        work(service)


def _work_for(service: Service, connection: Row) -> None:
    try:
        deliver_activities(service, connection["account"])
        if is_due(service, connection):
            sync_customers(service, connection)
            sync_segments(service, connection)
    except NoAccess:
        return  # written down where it was noticed
    except (NotNow, NotRead) as reason:
        statement = "UPDATE connections SET problem = ?, looked_at = ? WHERE account = ?"
        problem = f"Grin could not be read: {reason}. We try again in a minute."
        service.store.run(statement, problem, service.moment, connection["account"])
