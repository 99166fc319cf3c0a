"""Fuzzes the running application against its own OpenAPI description: `python -m tests.contract`."""

import os
import secrets
import socket
import subprocess
import sys
import threading
import time
import uuid
from pathlib import Path

import uvicorn
from alembic import command
from fastapi import FastAPI

from app.config import Settings
from app.main import create_app
from app.security.rules import ADMIN
from app.security.tokens import make_access_token
from tests.building import <% if on.multi_tenancy %>at_home, <% endif %>make_user
from tests.migrating import alembic_config

CHECKS = (
    "not_a_server_error",
    "status_code_conformance",
    "content_type_conformance",
    "response_schema_conformance",
    "negative_data_rejection",
)
START_DEADLINE_S = 20


def main() -> int:
    # Development: the fuzzer speaks plain HTTP.
    settings = Settings.model_validate(
<% if on.background_jobs or on.rate_limits %>
        {
            "environment": "development",
            "secret_key": secrets.token_hex(32),
<% if on.background_jobs %>
            # What the fuzzer makes up is sent to nobody.
            "jobs_in_server": "never",
<% endif %>
<% if on.rate_limits %>
            # The fuzzer is faster than people.
            "rate_limit_reads_per_minute": 0,
            "rate_limit_writes_per_minute": 0,
<% endif %>
        }
<% else %>
        {"environment": "development", "secret_key": secrets.token_hex(32)}
<% endif %>
    )
    app = create_app(settings)
    with app.state.engine.begin() as connection:
        command.upgrade(alembic_config(connection), "head")
    with app.state.sessions() as db:
<% if on.multi_tenancy %>
        at_home(db)
<% endif %>
        # A login of its own for each run: the database may remember the last.
        login = f"contract-{secrets.token_hex(8)}"
        admin = make_user(db, ADMIN, email=f"{login}@example.com"<% if username %>, username=login<% endif %>)
    token = make_access_token(settings, admin.id, uuid.uuid4())
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port: int = free.getsockname()[1]
    server = start(app, port)
    try:
        return fuzz(f"http://127.0.0.1:{port}/openapi.json", token)
    finally:
        server.should_exit = True


def start(app: FastAPI, port: int) -> uvicorn.Server:
    server = uvicorn.Server(uvicorn.Config(app, host="127.0.0.1", port=port, log_level="warning"))
    threading.Thread(target=server.run, daemon=True).start()
    deadline = time.monotonic() + START_DEADLINE_S
    while not server.started:
        if time.monotonic() > deadline:
            message = "the application did not start"
            raise RuntimeError(message)
        time.sleep(0.05)
    return server


def fuzz(url: str, token: str) -> int:
    program = Path(sys.executable).with_name("schemathesis")
    arguments = [
        "run",
        url,
        f"--header=Authorization: Bearer {token}",
        f"--checks={','.join(CHECKS)}",
        f"--max-examples={os.environ.get('CONTRACT_EXAMPLES', '25')}",
        "--seed=1",
    ]
    return subprocess.run([program, *arguments], check=False).returncode


if __name__ == "__main__":
    sys.exit(main())
