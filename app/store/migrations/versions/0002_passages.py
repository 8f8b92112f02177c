"""What can be found: passages with their wording, and an index of the words."""

import sqlalchemy as sa
from alembic import context, op

revision = "0002"
down_revision = "0001"


def upgrade() -> None:
    op.create_table(
        "phrase",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("text", sa.String, nullable=False, unique=True),
    )
    op.create_table(
        "passage",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("media_id", sa.Integer, sa.ForeignKey("media.id", ondelete="CASCADE"), nullable=False),
        sa.Column("phrase_id", sa.Integer, sa.ForeignKey("phrase.id"), nullable=False),
        sa.Column("track", sa.String, nullable=False),
        sa.Column("start", sa.Float, nullable=False),
        sa.Column("end", sa.Float, nullable=False),
        sa.Column("score", sa.Float, nullable=False),
    )
    op.create_index("ix_passage_media_id", "passage", ["media_id"])
    op.create_index("ix_passage_phrase_id", "passage", ["phrase_id", "media_id"])
    op.create_index("ix_passage_track", "passage", ["track", "media_id"])
    op.create_table(
        "indexed",
        sa.Column("media_id", sa.Integer, sa.ForeignKey("media.id", ondelete="CASCADE"), primary_key=True),
        sa.Column("stamp", sa.String, nullable=False),
    )
    context.config.attributes["database"].create_word_index(op.get_bind())


def downgrade() -> None:
    context.config.attributes["database"].drop_word_index(op.get_bind())
    for table in ("indexed", "passage", "phrase"):
        op.drop_table(table)
