"""Makes the index of the search anew, in the language of SEARCH_LANGUAGE: `python -m app.search_rebuild`."""

import sys

import sqlalchemy as sa

from app.config import DatabaseSettings, SearchSettings
from app.database import make_engine
from app.services.search_index import Indexed, drop_index, make_index
from app.services.searched import SEARCHED


def rebuild(connection: sa.Connection, language: str) -> None:
    kinds = [Indexed(it.table, it.columns) for it in SEARCHED.values()]
    drop_index(connection, kinds)
    make_index(connection, kinds, language)


def main() -> int:
    engine = make_engine(DatabaseSettings().database_url)
    try:
        with engine.begin() as connection:
            rebuild(connection, SearchSettings().search_language)
    finally:
        engine.dispose()
    return 0


if __name__ == "__main__":
    sys.exit(main())
