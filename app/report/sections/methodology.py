"""Where numbers come from, said: one section for all films of a report."""

from collections import Counter
from collections.abc import Iterable, Sequence

from app.report.facts.formatting import byte_size
from app.report.facts.provenance import ModelCard, Provenance, Run, Threshold
from app.report.facts.standards import STANDARDS
from app.report.options import SECTIONS
from app.report.page.blocks import Block, Cell, Heading, Section, Table, TableColumn, Text
from app.report.sections.limits import GENERAL
from resources.language import label, ntr, tr


def section(films: Sequence[Provenance], made: str, device: str, *, judged: bool = False) -> Section:
    """Say it. made: when the report was. device: where it was made. judged: whether loudness was."""
    blocks: list[Block] = [
        Text(
            tr("Made with Rushes {version} on {made}, on {device}.").format(
                version=films[0].rushes, made=made, device=device
            )
        ),
        *_file_blocks(films),
        *_run_blocks(films),
        *_model_blocks(films),
        *_edit_blocks(films),
        *(_target_blocks() if judged else ()),
        *_limit_blocks(films),
    ]
    return Section("provenance", tr(SECTIONS["provenance"]), tuple(blocks))


def _target_blocks() -> Iterable[Block]:
    yield Heading(tr("Loudness targets"))
    columns = (TableColumn(tr("Target")), TableColumn(tr("Source"), wide=1))
    rows = tuple((Cell(tr(one.name)), Cell(tr(one.source))) for one in STANDARDS)
    yield Table(tr("Sources of the targets"), columns, rows)


def _file_blocks(films: Sequence[Provenance]) -> Iterable[Block]:
    yield Heading(tr("Files"))
    columns = (
        TableColumn(tr("File")),
        TableColumn(tr("Size"), number=True),
        TableColumn(tr("Contents"), wide=1),
        TableColumn(tr("Fingerprint")),
    )
    rows = tuple(
        (
            Cell(film.source.name),
            Cell(byte_size(film.source.size), order=film.source.size),
            Cell(film.source.streams),
            Cell(film.source.fingerprint, "code"),
        )
        for film in films
    )
    yield Table(tr("Files"), columns, rows)
    yield Text(
        tr(
            "The fingerprint is a BLAKE2b digest of the size and the content: all of it below 8 MiB, "
            "else 16 blocks."
        ),
        quiet=True,
    )
    for film in films:
        for warning in film.source.warnings:
            said = tr(warning)
            yield Text(f"{film.source.name}: {said}" if len(films) > 1 else said, quiet=True)


def _run_blocks(films: Sequence[Provenance]) -> Iterable[Block]:
    """Tell of each analyzer's work once for all films in which it was the same."""
    runs = Counter(_Same(run) for film in films for run in film.runs)
    if not runs:
        return
    yield Heading(tr("Analyzers"))
    columns = [
        TableColumn(tr("Analyzer")),
        TableColumn(tr("Version"), number=True),
        TableColumn(tr("Parameters"), wide=1),
        TableColumn(tr("Models")),
        TableColumn(tr("Ran on")),
    ]
    if len(films) > 1:
        columns.append(TableColumn(tr("Files"), number=True))
    rows: list[tuple[Cell, ...]] = []
    for same, count in runs.items():
        run = same.run
        row = [
            Cell(tr(run.title)),
            Cell(str(run.version)),
            Cell(", ".join(f"{name} = {value}" for name, value in run.params.items()) or "–"),
            Cell(", ".join(run.models) or "–"),
            Cell(run.used.upper() if run.models else tr("no model needed")),
        ]
        rows.append((*row, Cell(str(count), order=count)) if len(films) > 1 else tuple(row))
    yield Table(tr("Analyzers"), tuple(columns), tuple(rows))
    for reason in dict.fromkeys(
        run.reason for film in films for run in film.runs if run.models and run.reason
    ):
        yield Text(tr("Device: {reason}.").format(reason=tr(reason).rstrip(".")), quiet=True)


class _Same:
    """A run by what makes it the same as another one."""

    def __init__(self, run: Run) -> None:
        self.run = run
        self._key = repr(
            (run.key, run.version, sorted(run.params.items()), sorted(run.models.items()), run.used)
        )

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Same) and self._key == other._key

    def __hash__(self) -> int:
        return hash(self._key)


def _model_blocks(films: Sequence[Provenance]) -> Iterable[Block]:
    models = list(dict.fromkeys(model for film in films for model in film.models))
    if not models:
        return
    yield Heading(tr("Models"))
    columns = (
        TableColumn(tr("Model"), wide=1.2),
        TableColumn(tr("License"), wide=1),
        TableColumn(tr("Accuracy (model card)"), wide=3),
    )
    yield Table(tr("Models"), columns, tuple(map(_model_row, models)))
    columns = (TableColumn(tr("Model")), TableColumn(tr("SHA-256 of the file that ran"), wide=1))
    rows = tuple((Cell(model.title), Cell(model.sha256, "code")) for model in models)
    yield Table(tr("Model digests"), columns, rows)


def _model_row(model: ModelCard) -> tuple[Cell, ...]:
    terms = model.license or tr("unknown: the model is not here any more")
    if model.commercial is False:
        terms = tr("{license}: not for commercial use").format(license=terms)
    told = " · ".join(filter(None, (model.accuracy, model.protocol)))
    if not told:
        told = tr("A different version ran than the one whose card is here.")
    return (
        Cell(f"{model.title} ({model.version})" if model.version else model.title),
        Cell(terms, "warn" if model.commercial is False else ""),
        Cell(told),
    )


def _edit_blocks(films: Sequence[Provenance]) -> Iterable[Block]:
    yield Heading(tr("Manual edits and thresholds"))
    several = len(films) > 1
    for film in films:
        if film.edits:
            done = ", ".join(f"{tr(title)}: {count}" for title, count in film.edits.items())
            told = tr(
                "{file}: {done}. Drawn or changed by hand in this report: {handmade}; confirmed: {confirmed}."
            )
            yield Text(
                told.format(
                    file=film.source.name, done=done, handmade=film.handmade, confirmed=film.confirmed
                )
            )
    if any(film.touched for film in films):
        yield _touched_table(films)
    if not any(film.edits for film in films):
        yield Text(tr("No manual edits."))
    elif several and (rest := sum(not film.edits for film in films)):
        yield Text(ntr("One other file has no manual edits.", "{n} other files have no manual edits.", rest))
    changed = [(film, one) for film in films for one in film.thresholds if one.changed]
    if not changed:
        yield Text(tr("All thresholds are at their defaults."))
    for film, one in changed:
        told = tr("{file}: {analyzer} {threshold} = {value} (default {usual}).")
        yield Text(
            told.format(
                file=film.source.name,
                analyzer=one.analyzer,
                threshold=one.name,
                value=f"{one.value:g}",
                usual=f"{one.usual:g}",
            )
        )
    yield _threshold_table(list(dict.fromkeys(one for film in films for one in film.thresholds)))


def _touched_table(films: Sequence[Provenance]) -> Table:
    columns = (
        TableColumn(tr("File")),
        TableColumn(tr("Time")),
        TableColumn(tr("Track")),
        TableColumn(tr("Label"), wide=1),
        TableColumn(tr("Manual")),
    )
    rows = tuple(
        (
            Cell(film.source.name),
            Cell(one.at, order=one.start),
            Cell(one.track),
            Cell(label(one.label)),
            Cell(tr("confirmed") if one.confirmed else tr("drawn or changed")),
        )
        for film in films
        for one in film.touched
    )
    return Table(tr("Manual edits"), columns, rows, folded=True)


def _threshold_table(thresholds: Sequence[Threshold]) -> Table:
    grouped: dict[str, dict[str, float]] = {}
    for one in thresholds:
        grouped.setdefault(one.analyzer, {})[one.name] = one.usual
    columns = (TableColumn(tr("Analyzer")), TableColumn(tr("Default thresholds"), wide=1))
    rows = tuple(
        (Cell(key), Cell(", ".join(f"{label(name)} {value:g}" for name, value in named.items())))
        for key, named in grouped.items()
    )
    return Table(tr("Thresholds"), columns, rows, folded=True)


def _limit_blocks(films: Sequence[Provenance]) -> Iterable[Block]:
    yield Heading(tr("Limitations"))
    yield Text(tr(GENERAL))
    limits = dict.fromkeys(run.limits for film in films for run in film.runs if run.limits)
    yield from (Text(tr(told)) for told in limits)
