"""Work that ends in an e-mail, done apart from the request: its answer takes as long whether there is anything to send."""

import logging
from collections.abc import Callable
from concurrent.futures import Executor, Future
from threading import BoundedSemaphore

from sqlalchemy.orm import Session, sessionmaker

from app.services.mail import Mail, Mailer

logger = logging.getLogger(__name__)
# More would mean that the server is away: what comes then is dropped and noted, not piled up.
WAITING_MAX = 200

Work = Callable[[Session], Mail | None]


class Outbox:
    def __init__(self, sessions: sessionmaker[Session], mailer: Mailer, workers: Executor) -> None:
        self._sessions = sessions
        self._mailer = mailer
        self._workers = workers
        self._places = BoundedSemaphore(WAITING_MAX)

    def do(self, work: Work) -> None:
        if not self._places.acquire(blocking=False):
            logger.error("too many e-mails wait: one is dropped")
            return
        self._workers.submit(self._run, work).add_done_callback(self._leave)

    def _leave(self, _done: Future[None]) -> None:
        self._places.release()

    def _run(self, work: Work) -> None:
        try:
            with self._sessions() as db:
                mail = work(db)
            if mail is not None:
                self._mailer.send(mail)
        except Exception:
            # Nobody waits for the outcome: the log is where it can be seen.
            logger.exception("an e-mail was not sent")
