"""The application for end-to-end tests: migrated, with an administrator, on the port that E2E_BACKEND_PORT names."""

import os

import uvicorn
from alembic import command
from pydantic import SecretStr

<% if postgres %>
from app import database
<% endif %>
from app.config import Settings
from app.errors import ConflictError
from app.main import create_app
from app.schemas.auth import Registration
<% if not on.multi_tenancy %>
from app.security.rules import ADMIN
<% endif %>
from app.services import accounts
from tests.migrating import alembic_config
<% if postgres %>

# What is tested is what people see, not how long a busy machine keeps its database waiting.
PATIENCE_S = 30
<% endif %>


def main() -> None:
<% if postgres %>
    database.CONNECT_TIMEOUT_S = PATIENCE_S
    database.TIME_LIMITS.update(dict.fromkeys(database.TIME_LIMITS, f"{PATIENCE_S}s"))
<% endif %>
<% if on.rate_limits %>
    # All browsers of the tests are on one address.
    unlimited = {"rate_limit_reads_per_minute": 0, "rate_limit_writes_per_minute": 0}
<% if on.payments %>
    home = f"http://127.0.0.1:{os.environ['E2E_FRONTEND_PORT']}"
    settings = Settings.model_validate(
        {"environment": "development", "payments_url": home, **unlimited}
    )
<% else %>
    settings = Settings.model_validate({"environment": "development", **unlimited})
<% endif %>
<% elif on.payments %>
    home = f"http://127.0.0.1:{os.environ['E2E_FRONTEND_PORT']}"
    settings = Settings.model_validate({"environment": "development", "payments_url": home})
<% else %>
    settings = Settings.model_validate({"environment": "development"})
<% endif %>
    app = create_app(settings)
    with app.state.engine.begin() as connection:
        command.upgrade(alembic_config(connection), "head")
    password = SecretStr(os.environ["E2E_ADMIN_PASSWORD"])
    registration = Registration.model_validate(
        {
            "email": os.environ["E2E_ADMIN_EMAIL"],
<% if username %>
            "username": os.environ.get("E2E_ADMIN_USERNAME", "admin"),
<% endif %>
            "display_name": "Administrator",
<% if on.multi_tenancy %>
            "organisation": "Home",
<% endif %>
            "password": password.get_secret_value(),
        }
    )
    with app.state.sessions() as db:
        try:
            accounts.register(db, registration<% if not on.multi_tenancy %>, role=ADMIN<% endif %>)
        except ConflictError:
            # The administrator is there from an earlier run.
            db.rollback()
    uvicorn.run(
        app,
        host="127.0.0.1",
        port=int(os.environ["E2E_BACKEND_PORT"]),
        log_level="warning",
        # On a busy machine a connection would else be closed just as the next request is sent on it.
        timeout_keep_alive=60,
    )


if __name__ == "__main__":
    main()
