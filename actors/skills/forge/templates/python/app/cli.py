"""Commands for whoever runs the service: `python -m app.cli create-admin --email … --display-name …`."""

import argparse
import os
import sys
from collections.abc import Sequence
from getpass import getpass

from pydantic import ValidationError

from app.config import DatabaseSettings
from app.database import make_engine, make_sessions
from app.errors import ApiError
from app.schemas.auth import Registration
from app.security.rules import ADMIN
from app.services import accounts


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
    return create_admin(parser.parse_args(arguments))


def create_admin(options: argparse.Namespace) -> int:
    password = os.environ.get("ADMIN_PASSWORD") or getpass("Password: ")
    try:
        registration = Registration.model_validate({**vars(options), "password": password})
    except ValidationError as error:
        for item in error.errors():
            print(f"{item['loc'][0]}: {item['msg']}", file=sys.stderr)  # noqa: T201
        return 2
    engine = make_engine(DatabaseSettings().database_url)
    try:
        with make_sessions(engine)() as db:
            user = accounts.register(db, registration, role=ADMIN)
    except ApiError as error:
        print(error.message, file=sys.stderr)  # noqa: T201
        return 1
    finally:
        engine.dispose()
    print(f"{user.email} is an administrator now.")  # noqa: T201
    return 0


if __name__ == "__main__":
    sys.exit(main())
