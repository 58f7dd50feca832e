"""Our tables are in the schema public, whatever the search_path of a user puts before it.

PostgreSQL's own is "$user", public: somebody with a schema of their name would otherwise see, back
up and empty the tables of the same name in there.
"""

from typing import Any

OUR_SCHEMA = "public"
# Of the first release, and of every one since.
TABLES = {
    "candidates",
    "interview_questions",
    "interviews",
    "asked_questions",
    "interview_answers",
    "interview_results",
    "evaluation_requests",
}


def see_only_ours(connection: Any) -> str | None:
    """From now on names without a schema are ours on this connection of the driver's.

    A sentence where that would hide another set of our tables, which this user has seen so far:
    whoever asked for the connection is to refuse.
    """
    before, connection.autocommit = connection.autocommit, True
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT quote_ident(nspname) FROM pg_namespace"
            " WHERE nspname = ANY (current_schemas(false)) AND nspname <> %(ours)s"
            " AND cardinality(%(marks)s) = (SELECT count(*) FROM pg_class"
            "     WHERE relnamespace = pg_namespace.oid AND relname = ANY (%(marks)s))",
            {"ours": OUR_SCHEMA, "marks": ["alembic_version", *TABLES]},
        )
        other = cursor.fetchone()
        cursor.execute(f"SET search_path = {OUR_SCHEMA}")
    connection.autocommit = before
    if other is None:
        return None
    return (
        f"The schema {other[0]} holds a set of this program's tables, and only those in "
        f"{OUR_SCHEMA} are used. Move them there (ALTER TABLE {other[0]}.candidates SET SCHEMA "
        f"{OUR_SCHEMA}, and so on for each; ALTER FUNCTION likewise for the functions of their "
        "triggers), or rename that schema if they are not meant."
    )
