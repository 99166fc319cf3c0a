"""Commands for whoever runs the service: `python -m app.cli create-admin --email … --display-name …`."""

import argparse
<% if on.background_jobs %>
import logging
<% endif %>
import os
<% if on.background_jobs %>
import signal
<% endif %>
import sys
<% if on.background_jobs %>
import threading
<% endif %>
from collections.abc import <% if on.background_jobs %>Callable, <% endif %>Sequence
from getpass import getpass

from pydantic import ValidationError

from app.config import <% if on.password_policy %>PasswordSettings<% else %>DatabaseSettings<% endif %><% if on.background_jobs %>, Settings<% endif %>

from app.database import make_engine, make_sessions
from app.errors import ApiError
from app.schemas.auth import Registration
<% if not on.multi_tenancy %>
from app.security.rules import ADMIN
<% endif %>
from app.services import accounts<% if on.caching and on.background_jobs %>, caching<% endif %><% if on.password_policy %>, password_policy<% endif %>

<% if on.background_jobs %>
from app.services.job_worker import Worker
<% endif %>


def main(arguments: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(prog="python -m app.cli")
    commands = parser.add_subparsers(required=True)
    admin = commands.add_parser(
        "create-admin",
        help="make an administrator; the password comes from ADMIN_PASSWORD or is asked for",
    )
    admin.add_argument("--email", required=True)
    admin.add_argument("--display-name", required=True)
<% if username %>
    admin.add_argument("--username", required=True)
<% endif %>
<% if on.multi_tenancy %>
    admin.add_argument(
        "--organisation",
        default=<<= py.title =>>,
        help="the organisation that is made with the account",
    )
<% endif %>
<% if on.background_jobs %>
    admin.set_defaults(run=create_admin)
    worker = commands.add_parser("work", help="do background jobs until SIGTERM")
    worker.add_argument("--threads", type=int, choices=range(1, 33), default=4, metavar="1–32")
    worker.set_defaults(run=work)
    options = vars(parser.parse_args(arguments))
    run: Callable[[argparse.Namespace], int] = options.pop("run")
    return run(argparse.Namespace(**options))
<% else %>
    return create_admin(parser.parse_args(arguments))
<% endif %>


def create_admin(options: argparse.Namespace) -> int:
    password = os.environ.get("ADMIN_PASSWORD") or getpass("Password: ")
    try:
        registration = Registration.model_validate({**vars(options), "password": password})
    except ValidationError as error:
        for item in error.errors():
            print(f"{item['loc'][0]}: {item['msg']}", file=sys.stderr)  # noqa: T201
        return 2
<% if on.password_policy %>
    settings = PasswordSettings()
    engine = make_engine(settings.database_url)
    sessions = make_sessions(engine)
    password_policy.hold(sessions, settings)
    try:
        with sessions() as db:
<% else %>
    engine = make_engine(DatabaseSettings().database_url)
    try:
        with make_sessions(engine)() as db:
<% endif %>
            user = accounts.register(db, registration<% if not on.multi_tenancy %>, role=ADMIN<% endif %>)
    except ApiError as error:
<% if on.password_policy %>
        for detail in error.details:
            print(f"{detail.field}: {detail.message}", file=sys.stderr)  # noqa: T201
<% endif %>
        print(error.message, file=sys.stderr)  # noqa: T201
        return 1
    finally:
        engine.dispose()
    print(f"{user.email} is an administrator now.")  # noqa: T201
    return 0


<% if on.background_jobs %>
def work(options: argparse.Namespace) -> int:
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(levelname)s %(message)s")
    settings = Settings()
    engine = make_engine(settings.database_url)
<% if on.caching %>
    caching.attach(engine, settings)
<% endif %>
    worker = Worker(make_sessions(engine), settings, threads=options.threads)
    stop = threading.Event()
    signals = (signal.SIGTERM, signal.SIGINT)
    before = [signal.signal(number, lambda *_: stop.set()) for number in signals]
    worker.start()
    stop.wait()
    worker.stop()
    for number, handler in zip(signals, before, strict=True):
        signal.signal(number, handler)
    engine.dispose()
    return 0


<% endif %>
if __name__ == "__main__":
    sys.exit(main())
