"""Alembic on a connection of the tests."""

from pathlib import Path

from alembic.config import Config
from sqlalchemy import Connection

INI = Path(__file__).resolve().parents[1] / "alembic.ini"


def alembic_config(connection: Connection) -> Config:
    config = Config(INI)
    config.attributes["connection"] = connection
    return config
