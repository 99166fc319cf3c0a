"""All the way up, compared with the models, and all the way down, on DATABASE_URL: `python -m tests.migration_round`."""

import sys

import sqlalchemy as sa
from alembic import command
from alembic.util import CommandError

from app.config import DatabaseSettings
from app.database import make_engine
from tests.migrating import alembic_config


def main() -> int:
    engine = make_engine(DatabaseSettings().database_url)
    try:
        with engine.begin() as connection:
            config = alembic_config(connection)
            command.upgrade(config, "head")
            command.check(config)
            command.downgrade(config, "base")
            left = set(sa.inspect(connection).get_table_names()) - {"alembic_version"}
    except CommandError as error:
        print(error, file=sys.stderr)  # noqa: T201
        return 1
    finally:
        engine.dispose()
    if left:
        print(f"left behind: {', '.join(sorted(left))}", file=sys.stderr)  # noqa: T201
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
