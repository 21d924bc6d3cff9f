"""Persons as columns: what counts people counts all accounts of one person once."""

from sqlalchemy import ColumnElement, Table, and_, func, literal, select

from bot.storage.engine.tables import people


def person_key(table: Table) -> ColumnElement[str]:
    """Return what all rows of one person have in common; null where a row is nobody's."""
    theirs = and_(people.c.platform == table.c.platform, people.c.sender == table.c.sender)
    person = select(people.c.person).where(theirs).correlate(table).scalar_subquery()
    return func.coalesce(person, table.c.platform + literal(" ") + table.c.sender)
