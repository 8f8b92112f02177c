"""The tables as they are today; `migrations` holds how they came about."""

import sqlalchemy as sa

HEAD = "0002"
"""The newest migration. A store that says so is opened without loading Alembic."""

metadata = sa.MetaData()

media = sa.Table(
    "media",
    metadata,
    sa.Column("id", sa.Integer, primary_key=True),
    sa.Column("fingerprint", sa.String, nullable=False, unique=True),
    sa.Column("info", sa.JSON, nullable=False),
    sa.Column("added", sa.Float, nullable=False),
)

location = sa.Table(
    "location",
    metadata,
    sa.Column("path", sa.String, primary_key=True),
    sa.Column(
        "media_id", sa.Integer, sa.ForeignKey("media.id", ondelete="CASCADE"), nullable=False, index=True
    ),
    sa.Column("size", sa.Integer, nullable=False),
    sa.Column("modified_ns", sa.Integer, nullable=False),
    sa.Column("seen", sa.Float, nullable=False),
)

run = sa.Table(
    "run",
    metadata,
    sa.Column("id", sa.Integer, primary_key=True),
    sa.Column(
        "media_id", sa.Integer, sa.ForeignKey("media.id", ondelete="CASCADE"), nullable=False, index=True
    ),
    sa.Column("identity", sa.String, nullable=False, index=True),
    sa.Column("analyser", sa.String, key="analyzer", nullable=False),
    sa.Column("version", sa.Integer, nullable=False),
    sa.Column("params", sa.JSON, nullable=False),
    sa.Column("models", sa.JSON, nullable=False),
    sa.Column("device", sa.JSON, nullable=False),
    sa.Column("notes", sa.JSON, nullable=False),
    sa.Column("state", sa.String, nullable=False),
    sa.Column("touched", sa.Float, nullable=False),
    sa.Column("seconds", sa.Float, nullable=False),
)

track = sa.Table(
    "track",
    metadata,
    sa.Column("id", sa.Integer, primary_key=True),
    sa.Column("run_id", sa.Integer, sa.ForeignKey("run.id", ondelete="CASCADE"), nullable=False, index=True),
    sa.Column("key", sa.String, nullable=False),
    sa.Column("spec", sa.JSON, nullable=False),
)

chunk = sa.Table(
    "chunk",
    metadata,
    sa.Column("track_id", sa.Integer, sa.ForeignKey("track.id", ondelete="CASCADE"), primary_key=True),
    sa.Column("number", sa.Integer, primary_key=True),
    sa.Column("rows", sa.Integer, nullable=False),
    sa.Column("times", sa.LargeBinary, nullable=False),
    sa.Column("data", sa.LargeBinary, nullable=False),
)

edit = sa.Table(
    "edit",
    metadata,
    sa.Column("id", sa.Integer, primary_key=True),
    sa.Column(
        "media_id", sa.Integer, sa.ForeignKey("media.id", ondelete="CASCADE"), nullable=False, index=True
    ),
    sa.Column("body", sa.JSON, nullable=False),
    sa.Column("made", sa.Float, nullable=False),
)

phrase = sa.Table(
    "phrase",
    metadata,
    sa.Column("id", sa.Integer, primary_key=True),
    sa.Column("text", sa.String, nullable=False, unique=True),
)
"""What labels say, each wording once. The database indexes the words in it."""

passage = sa.Table(
    "passage",
    metadata,
    sa.Column("id", sa.Integer, primary_key=True),
    sa.Column("media_id", sa.Integer, sa.ForeignKey("media.id", ondelete="CASCADE"), nullable=False),
    sa.Column("phrase_id", sa.Integer, sa.ForeignKey("phrase.id"), nullable=False),
    sa.Column("track", sa.String, nullable=False),
    sa.Column("start", sa.Float, nullable=False),
    sa.Column("end", sa.Float, nullable=False),
    sa.Column("score", sa.Float, nullable=False),
    sa.Index("ix_passage_media_id", "media_id"),
    sa.Index("ix_passage_phrase_id", "phrase_id", "media_id"),
    sa.Index("ix_passage_track", "track", "media_id"),
)
"""Segments as they are derived by default and edited: what can be found."""

indexed = sa.Table(
    "indexed",
    metadata,
    sa.Column("media_id", sa.Integer, sa.ForeignKey("media.id", ondelete="CASCADE"), primary_key=True),
    sa.Column("stamp", sa.String, nullable=False),
)
"""From which runs and edits, and by which rules, a file's passages were made."""
