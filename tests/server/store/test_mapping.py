"""A record type is the whole definition of its table, alike on both databases."""

from __future__ import annotations

import msgspec
import sqlalchemy as sa

from server.base.settings import Settings
from server.store.database import Database
from server.store.mapping import every_table
from server.store.tables.staff import USERS, User


def test_lists_mappings_and_missing_values_come_back_as_they_went(database_url: str) -> None:
    lin = User(
        id="usr_1",
        email="lin@example.com",
        name="林悦",
        role="agent",
        language="zh",
        time_zone="Asia/Shanghai",
        team_ids=("tea_1",),
        skills={"ski_1": 3},
        created_at=1,
    )
    database = Database(Settings(database_url=database_url))
    with database.writing() as connection:
        connection.execute(sa.insert(USERS.sql), [USERS.values(lin)])
    with database.reading() as connection:
        assert USERS.read(connection.execute(sa.select(USERS.sql)).one()) == lin
    database.close()


def test_every_table_has_its_fields_as_columns_and_a_key() -> None:
    assert len(every_table()) > 30
    for table in every_table():
        assert tuple(column.name for column in table.sql.columns) == table.fields
        assert tuple(column.name for column in table.sql.primary_key) == tuple(
            name for name in table.fields if name in table.key
        )
        assert issubclass(table.row, msgspec.Struct)
