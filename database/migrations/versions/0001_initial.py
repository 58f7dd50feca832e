"""The schema of the first release.

Nothing to do: a new database gets the whole of database/schema.sql at once and starts at the
newest revision. Revisions after this one carry an existing database forward.
"""

revision = "0001"
down_revision = None


def upgrade() -> None:
    """A database at this revision was made by schema.sql as it was then."""


def downgrade() -> None:
    """There is nothing before the first release."""
