"""Runs migrations against DATABASE_URL, or on the connection that a caller hands over."""

from logging.config import fileConfig

from alembic import context
from sqlalchemy import Connection

from app.config import DatabaseSettings
from app.database import make_engine
from app.models import Base
<% if on.full_text_search %>
from app.services.search_index import is_own


def is_described(name: str | None, *_rest: object) -> bool:
    """What the search keeps is made by its migration, and no model has it."""
    return not is_own(name)


def is_compared(_thing: object, name: str | None, *_rest: object) -> bool:
    return not is_own(name)
<% endif %>


def migrate(connection: Connection) -> None:
    context.configure(
        connection=connection,
        target_metadata=Base.metadata,
        compare_type=True,
        render_as_batch=connection.dialect.name == "sqlite",
<% if on.full_text_search %>
        include_name=is_described,
        include_object=is_compared,
<% endif %>
    )
    with context.begin_transaction():
        context.run_migrations()


def main() -> None:
    handed_over = context.config.attributes.get("connection")
    if isinstance(handed_over, Connection):
        migrate(handed_over)
        return
    if context.config.config_file_name is not None:
        fileConfig(context.config.config_file_name, disable_existing_loggers=False)
    engine = make_engine(DatabaseSettings().database_url)
    try:
        with engine.connect() as connection:
            migrate(connection)
    finally:
        engine.dispose()


main()
