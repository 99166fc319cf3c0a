"""Where tests read what would have been sent, and what holds work back until they say so."""

from collections.abc import Callable
from concurrent.futures import Executor, Future
from typing import Any

from app.services.mail import Mail


class Mailbox:
    def __init__(self) -> None:
        self.mails: list[Mail] = []

    def send(self, mail: Mail) -> None:
        self.mails.append(mail)


class Held(Executor):
    """Work waits until a test says so: nothing of it happens before the answer."""

    def __init__(self) -> None:
        self.waiting: list[tuple[Future[Any], Callable[[], Any]]] = []

    def submit(self, fn: Any, /, *args: Any, **kwargs: Any) -> Future[Any]:
        future: Future[Any] = Future()
        self.waiting.append((future, lambda: fn(*args, **kwargs)))
        return future

    def run(self) -> None:
        while self.waiting:
            future, work = self.waiting.pop(0)
            future.set_result(work())
