"""What restoring a backup would take from a database, in words."""

from dataclasses import dataclass
from typing import Any

from psycopg2 import errors, sql  # type: ignore[import-untyped]

from database.migrate import SCHEMA
from launcher.console import counted
from launcher.errors import LauncherError
from launcher.tables import TABLES, columns_of, count_rows, names, present

# Whoever loses interviews loses what these ask as well, so that is not counted besides.
WORDS = {
    "candidates": "candidate",
    "interviews": "interview",
    "interview_answers": "answer",
    "interview_results": "result",
    "evaluation_requests": "pending evaluation",
    "calibrations": "calibration",
}
# Of a question, as this release knows it.
QUESTION_COLUMNS = {
    "id",
    "skill",
    "position",
    "version",
    "question",
    "reference_answer",
    "key_points",
    "weight",
    "created_at",
    "retired_at",
    "kind",
}


@dataclass(frozen=True, slots=True)
class Reference:
    """A foreign key of a table that is not ours to one that is."""

    table: str
    constraint: str
    to: str
    columns: list[str]


def refuse_to_break_others(cursor: Any) -> None:
    """Raises LauncherError when rows of somebody else's refer to ours."""
    for reference in references(cursor):
        rows = _rows_of(cursor, reference)
        if rows:
            raise LauncherError(
                f"The table {reference.table}, which is not ours, refers to {reference.to} in "
                f"{counted(rows, 'row')}, which would lose what they refer to. Drop its constraint "
                f"{reference.constraint} until the backup is restored, or use another database. "
                "Nothing was restored."
            )


def _rows_of(cursor: Any, reference: Reference) -> int:
    """How many rows refer to ours. Raises LauncherError where this user may not see them all."""
    try:
        cursor.execute(
            sql.SQL("SELECT count(*) FROM {} WHERE ({}) IS NOT NULL").format(
                sql.SQL(reference.table), names(reference.columns)
            )
        )
    except errors.InsufficientPrivilege:
        raise LauncherError(
            f"The table {reference.table}, which is not ours, can refer to {reference.to}, and "
            f"{cursor.connection.info.user} may not look whether it does in any row. Let its owner "
            f"grant SELECT on it, with no policy that hides rows, or drop its constraint "
            f"{reference.constraint} until the backup is restored; or restore as a superuser. "
            "Nothing was restored."
        ) from None
    return int(cursor.fetchone()[0])


def references(cursor: Any) -> list[Reference]:
    cursor.execute(
        "SELECT conrelid::regclass::text, quote_ident(conname), confrelid::regclass::text,"
        " ARRAY(SELECT attname::text FROM unnest(conkey) AS key"
        "       JOIN pg_attribute ON attrelid = conrelid AND attnum = key)"
        " FROM pg_constraint, (SELECT array_agg(to_regclass(name)::oid) AS oids"
        "                      FROM unnest(%s) AS name"
        "                      WHERE to_regclass(name) IS NOT NULL) AS ours"
        " WHERE contype = 'f' AND conparentid = 0"
        " AND confrelid = ANY (oids) AND conrelid <> ALL (oids) ORDER BY 1, 2",
        [list(TABLES)],
    )
    return [Reference(*row) for row in cursor.fetchall()]


def refuse_to_lose(cursor: Any, uploads: int) -> None:
    """Raises LauncherError when there is more than the question bank of this release."""
    ours = present(cursor)
    found = [
        (count_rows(cursor, table), words, "") for table, words in WORDS.items() if table in ours
    ]
    if "interview_questions" in ours:
        found += _in_the_bank(cursor)
    found.append((uploads, "upload", ""))
    if there := [counted(number, *filter(None, words)) for number, *words in found if number]:
        raise LauncherError(
            f"Restoring would replace what is here: {', '.join(there)}. Say OVERWRITE=yes if that "
            "is meant, after a backup of what is there. Nothing was restored."
        )


def _in_the_bank(cursor: Any) -> list[tuple[int, str, str]]:
    """What people added to the questions, or decided about those of this release."""
    cursor.execute(question_bank())
    cursor.execute(
        "SELECT (SELECT count(*) FROM ONLY interview_questions) - coalesce(sum(versions), 0),"
        " count(*) FILTER (WHERE NOT is_asked)"
        " FROM (SELECT count(*) AS versions, bool_or(held.retired_at IS NULL) AS is_asked"
        "  FROM ONLY interview_questions AS held JOIN question_bank AS bank"
        "  ON (held.skill, held.position, held.question, held.reference_answer, held.key_points,"
        "      held.weight)"
        "   = (bank.skill, bank.position, bank.question, bank.reference_answer, bank.key_points,"
        "      bank.weight)"
        # Of an earlier schema, which has no kinds, nobody can have changed one.
        "  AND bank.kind = coalesce(to_jsonb(held) ->> 'kind', bank.kind)"
        "  GROUP BY bank.entry) AS shipped"
    )
    own, retired = cursor.fetchone()
    return [
        (own, "question", "that this release does not bring"),
        (retired, "question", "of this release, retired here"),
        *_in_own_columns(cursor),
    ]


def _in_own_columns(cursor: Any) -> list[tuple[int, str, str]]:
    found = []
    for column in columns_of(cursor, "interview_questions"):
        if column not in QUESTION_COLUMNS:
            cursor.execute(
                sql.SQL("SELECT count({}) FROM interview_questions").format(sql.Identifier(column))
            )
            words = f"with something in your column {column}"
            found.append((cursor.fetchone()[0], "question", words))
    return found


def question_bank() -> str:
    """The part of schema.sql that makes a temporary table with the questions of this release."""
    text = SCHEMA.read_text(encoding="utf-8")
    begin = text.index("CREATE TEMPORARY TABLE question_bank")
    return text[begin : text.index("\nUPDATE interview_questions", begin)]
