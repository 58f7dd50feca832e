"""An installation knows itself, the epoch it is in, and which schema.sql it has seen. Candidates
are found by their e-mail address however it is written."""

from alembic import op

revision = "0003"
down_revision = "0002"


def upgrade() -> None:
    op.execute("""
        CREATE TABLE installation (
            only_row      boolean NOT NULL DEFAULT true,
            id            uuid NOT NULL DEFAULT gen_random_uuid(),
            epoch         uuid NOT NULL DEFAULT gen_random_uuid(),
            schema_sha256 text,
            CONSTRAINT installation_pkey PRIMARY KEY (only_row),
            CONSTRAINT installation_one_row CHECK (only_row),
            CONSTRAINT installation_schema_sha256_shape CHECK (schema_sha256 ~ '^[0-9a-f]{64}$')
        )
    """)
    op.execute("INSERT INTO installation DEFAULT VALUES")
    op.execute("DROP INDEX candidates_email")
    op.execute(
        "CREATE INDEX candidates_folded_email"
        " ON candidates (lower(upper(normalize(email, NFC))))"
    )


def downgrade() -> None:
    raise NotImplementedError("A database is only carried forward.")
