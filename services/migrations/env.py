"""Alembic's environment: the URL comes from `services.upgrading`, never from a file."""

from alembic import context
from sqlalchemy.engine import Connection
from sqlmodel import SQLModel

import schemas.tables.calendars
import schemas.tables.campaigns
import schemas.tables.handovers
import schemas.tables.hooks
import schemas.tables.notices
import schemas.tables.people
import schemas.tables.record
import schemas.tables.rounds
import schemas.tables.rules
import schemas.tables.standing
import schemas.tables.succession  # noqa: F401 - importing registers the tables

connection: Connection = context.config.attributes["connection"]
context.configure(
    connection=connection,
    target_metadata=SQLModel.metadata,
    render_as_batch=connection.dialect.name == "sqlite",
)
with context.begin_transaction():
    context.run_migrations()
