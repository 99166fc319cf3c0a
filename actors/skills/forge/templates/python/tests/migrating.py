"""Alembic on a connection of the tests."""

import sys
from pathlib import Path

from alembic.config import Config
from sqlalchemy import Connection

INI = Path(__file__).resolve().parents[1] / "alembic.ini"


def alembic_config(connection: Connection) -> Config:
    # By itself it would print to what was the output when alembic was imported.
    config = Config(INI, stdout=sys.stdout)
    config.attributes["connection"] = connection
    return config
