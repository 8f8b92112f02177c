"""The first tables."""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None


def upgrade() -> None:
    op.create_table(
        "media",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("fingerprint", sa.String, nullable=False, unique=True),
        sa.Column("info", sa.JSON, nullable=False),
        sa.Column("added", sa.Float, nullable=False),
    )
    op.create_table(
        "location",
        sa.Column("path", sa.String, primary_key=True),
        sa.Column(
            "media_id", sa.Integer, sa.ForeignKey("media.id", ondelete="CASCADE"), nullable=False, index=True
        ),
        sa.Column("size", sa.Integer, nullable=False),
        sa.Column("modified_ns", sa.Integer, nullable=False),
        sa.Column("seen", sa.Float, nullable=False),
    )
    op.create_table(
        "run",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column(
            "media_id", sa.Integer, sa.ForeignKey("media.id", ondelete="CASCADE"), nullable=False, index=True
        ),
        sa.Column("identity", sa.String, nullable=False, index=True),
        sa.Column("analyser", sa.String, nullable=False),
        sa.Column("version", sa.Integer, nullable=False),
        sa.Column("params", sa.JSON, nullable=False),
        sa.Column("models", sa.JSON, nullable=False),
        sa.Column("device", sa.JSON, nullable=False),
        sa.Column("notes", sa.JSON, nullable=False),
        sa.Column("state", sa.String, nullable=False),
        sa.Column("touched", sa.Float, nullable=False),
        sa.Column("seconds", sa.Float, nullable=False),
    )
    op.create_table(
        "track",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column(
            "run_id", sa.Integer, sa.ForeignKey("run.id", ondelete="CASCADE"), nullable=False, index=True
        ),
        sa.Column("key", sa.String, nullable=False),
        sa.Column("spec", sa.JSON, nullable=False),
    )
    op.create_table(
        "chunk",
        sa.Column("track_id", sa.Integer, sa.ForeignKey("track.id", ondelete="CASCADE"), primary_key=True),
        sa.Column("number", sa.Integer, primary_key=True),
        sa.Column("rows", sa.Integer, nullable=False),
        sa.Column("times", sa.LargeBinary, nullable=False),
        sa.Column("data", sa.LargeBinary, nullable=False),
    )
    op.create_table(
        "edit",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column(
            "media_id", sa.Integer, sa.ForeignKey("media.id", ondelete="CASCADE"), nullable=False, index=True
        ),
        sa.Column("body", sa.JSON, nullable=False),
        sa.Column("made", sa.Float, nullable=False),
    )


def downgrade() -> None:
    for table in ("edit", "chunk", "track", "run", "location", "media"):
        op.drop_table(table)
