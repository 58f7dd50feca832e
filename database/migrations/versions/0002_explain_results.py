"""A result explains itself: its arithmetic, its rubrics, its tokens, and a calibrated score.

What was not recorded then stays null; the questions themselves are still there, unchanged.
"""

from alembic import op

revision = "0002"
down_revision = "0001"


def upgrade() -> None:
    op.execute("""
        ALTER TABLE interview_results
            ADD COLUMN weighted_sum numeric,
            ADD COLUMN total_weight numeric,
            ADD COLUMN calibrated_score numeric(5, 2),
            ADD COLUMN calibration jsonb,
            ADD COLUMN rubrics jsonb,
            ADD COLUMN prompt_tokens integer,
            ADD COLUMN completion_tokens integer,
            ADD CONSTRAINT interview_results_weights_whole
                CHECK ((weighted_sum IS NULL) = (total_weight IS NULL)),
            ADD CONSTRAINT interview_results_adds_up
                CHECK (coalesce(round(weighted_sum / nullif(total_weight, 0), 2)
                                = coalesce(score, provisional_score), weighted_sum IS NULL)),
            ADD CONSTRAINT interview_results_calibrated_range
                CHECK (calibrated_score BETWEEN 0 AND 100),
            ADD CONSTRAINT interview_results_calibrated_beside_score
                CHECK (calibrated_score IS NULL OR (score IS NOT NULL AND calibration IS NOT NULL)),
            ADD CONSTRAINT interview_results_rubrics_list CHECK (jsonb_typeof(rubrics) = 'array'),
            ADD CONSTRAINT interview_results_tokens_positive
                CHECK (prompt_tokens >= 0 AND completion_tokens >= 0)
    """)
    op.execute("""
        CREATE TABLE calibrations (
            skill             text NOT NULL,
            evaluator         text NOT NULL,
            evaluator_version text NOT NULL,
            model             text NOT NULL DEFAULT '',
            slope             numeric NOT NULL,
            intercept         numeric NOT NULL,
            graded_answers    integer NOT NULL,
            rmse_before       numeric NOT NULL,
            rmse_after        numeric NOT NULL,
            fitted_at         timestamptz NOT NULL DEFAULT now(),
            CONSTRAINT calibrations_pkey PRIMARY KEY (skill, evaluator, evaluator_version, model),
            CONSTRAINT calibrations_slope_positive CHECK (slope > 0),
            CONSTRAINT calibrations_enough_answers CHECK (graded_answers >= 30),
            CONSTRAINT calibrations_rmse_positive CHECK (rmse_before >= 0 AND rmse_after >= 0)
        )
    """)


def downgrade() -> None:
    raise NotImplementedError("A database is only carried forward.")
