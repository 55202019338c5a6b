"""Numbered migrations: migrations/0001_*.sql, 0002_*.sql, ... each applied once, as a whole."""

import re
from importlib.resources import files

from agentassist.domain.errors import AgentAssistError
from agentassist.storage.engine import Connection, DatabaseError

_NAME = re.compile(r"(\d{4})_[a-z0-9_]+\.sql")


def migrations() -> dict[int, str]:
    """The SQL of each migration by its number, in order."""
    found = {}
    for entry in files("agentassist.storage").joinpath("migrations").iterdir():
        if match := _NAME.fullmatch(entry.name):
            found[int(match[1])] = entry.read_text(encoding="utf-8")
    return dict(sorted(found.items()))


def migrate(connection: Connection, steps: dict[int, str] | None = None) -> int:
    """Bring the database to the newest schema and return its number.

    A step that fails leaves the database at the step before. Raises
    AgentAssistError("storage.newer") when the database was written by a newer program, and
    "storage.migration_failed" naming the step.
    """
    steps = migrations() if steps is None else steps
    newest = max(steps)
    version = int(connection.execute("PRAGMA user_version").fetchone()[0])
    if version > newest:
        raise AgentAssistError("storage.newer", remedy="update", database=version, program=newest)
    for number, sql in steps.items():
        if number <= version:
            continue
        script = f"BEGIN IMMEDIATE;\n{sql}\nPRAGMA user_version = {number};\nCOMMIT;"
        try:
            connection.executescript(script)
        except DatabaseError as error:
            if connection.in_transaction:
                connection.execute("ROLLBACK")
            raise AgentAssistError("storage.migration_failed", step=number) from error
    return newest
