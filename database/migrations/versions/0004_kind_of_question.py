"""A question knows its kind: facts that can be compared, or a story of the candidate's own.

The behavioural questions of the releases before always asked for stories. Theirs is therefore said
of the rows that are there, of asked ones too: what interviews ask stays word for word what it was.
All others are of the kind `knowledge`, as the question bank says, which so finds them unchanged.
"""

from alembic import op

revision = "0004"
down_revision = "0003"


def upgrade() -> None:
    op.execute("""
        ALTER TABLE interview_questions
            ADD COLUMN kind text NOT NULL DEFAULT 'knowledge',
            ADD CONSTRAINT interview_questions_kind_known
                CHECK (kind IN ('knowledge', 'experience'))
    """)
    # Before the trigger, which keeps asked questions from being changed, knows of the column.
    op.execute("""
        UPDATE interview_questions SET kind = 'experience'
         WHERE skill = 'behavioural'
           AND question LIKE ANY (ARRAY[
               'Tell us about a time when you disagreed with a colleague about a technical %',
               'Describe a mistake of yours that had real consequences, %',
               'Tell us about a time when you realised that a deadline you had agreed to %',
               'Describe the most useful piece of critical feedback you have received at work. %',
               'Tell us about a time when you helped a less experienced colleague to become %',
               'Describe an important decision you had to make with incomplete information %'])
    """)
    op.execute("DROP TRIGGER keep_asked_question ON interview_questions")
    op.execute("""
        CREATE TRIGGER keep_asked_question
            BEFORE UPDATE OF id, skill, position, version, question, reference_answer, key_points,
                             weight, kind ON interview_questions
            FOR EACH ROW EXECUTE FUNCTION keep_asked_question()
    """)


def downgrade() -> None:
    raise NotImplementedError("A database is only carried forward.")
