"""What is compared with what, clip by clip."""

import tempfile
from collections.abc import Callable, Generator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path

from app.bench import contestants
from app.bench.clips import BenchClip, lacks, make
from app.bench.measure import Contestant, ProcessSample, Ratio, run_in_turn
from app.bench.rates import Rates, rates

PICTURES = ("--only", "tags,faces,shots")
SAME_JOB = ("--only", "tags")
SHOTS = ("--only", "shots")


@dataclass(frozen=True, slots=True)
class ComparisonRow:
    """One comparison: how many times as fast as `theirs` is `ours`, by wall and by CPU."""

    title: str
    clip: str
    ours: str
    theirs: str
    wall: Ratio | None = None
    cpu: Ratio | None = None
    memory: Ratio | None = None
    skipped: str = ""


@dataclass(frozen=True, slots=True)
class Lengths:
    """Seconds of each clip (the film's in tens); rounds: how often each process runs."""

    film: float = 60.0
    hevc: float = 20.0
    large: float = 10.0
    varying: float = 20.0
    sound: float = 600.0
    folder: float = 60.0
    longer: int = 10
    rounds: int = 5

    @classmethod
    def quick(cls) -> "Lengths":
        """Short enough for a few minutes on two cores."""
        return cls(film=20, hevc=4, large=3, varying=4, sound=30, folder=20, longer=4, rounds=2)


@dataclass(slots=True)
class Bench:
    """Gathers samples and rows."""

    lengths: Lengths
    clips: Path
    homes: Path
    tell: Callable[[str], None]
    samples: dict[str, dict[str, list[ProcessSample]]] = field(
        default_factory=dict[str, dict[str, list[ProcessSample]]]
    )
    commands: dict[str, str] = field(default_factory=dict[str, str])
    rows: list[ComparisonRow] = field(default_factory=list[ComparisonRow])
    rates: dict[str, Rates] = field(default_factory=dict[str, Rates])

    def home(self, name: str) -> contestants.Home:
        """Give a folder for Rushes with an empty store."""
        made = contestants.Home(self.homes / name)
        made.prepare()
        made.forget()
        return made

    def clip(self, clip: BenchClip) -> Path | str:
        """Give the file of a clip, or why there is none."""
        lack = lacks(clip)
        if not lack:
            self.tell(f"clip {clip.file}")
        return lack or make(clip, self.clips)

    def measure(self, where: str, those: Sequence[Contestant | str]) -> None:
        """Run them in turn and keep what they took."""
        able = [one for one in those if isinstance(one, Contestant)]
        self.commands |= {f"{where}: {one.name}": " ".join(one.command) for one in able}
        self.samples[where] = run_in_turn(
            able, self.lengths.rounds, lambda text: self.tell(f"{where}: {text}")
        )

    def compare(self, title: str, where: str, ours: str, theirs: str | Contestant) -> None:
        """Add a row; `theirs` may be the reason why there is nothing to compare with."""
        taken = self.samples.get(where, {})
        name = theirs.name if isinstance(theirs, Contestant) else theirs
        if ours not in taken or name not in taken:
            self.rows.append(ComparisonRow(title, where, ours, "", skipped=name))
            return
        self.rows.append(ComparisonRow(title, where, ours, name, *ratios(taken[ours], taken[name])))

    def skip(self, title: str, where: str, reason: str) -> None:
        """Add a row that could not be measured."""
        self.rows.append(ComparisonRow(title, where, "", "", skipped=reason))


def ratios(ours: Sequence[ProcessSample], theirs: Sequence[ProcessSample]) -> tuple[Ratio, Ratio, Ratio]:
    """Wall and CPU: theirs over ours, so more is faster. Memory: ours over theirs, so less is smaller."""
    return (
        Ratio.of([s.wall for s in theirs], [s.wall for s in ours]),
        Ratio.of([s.cpu for s in theirs], [s.cpu for s in ours]),
        Ratio.of([float(s.peak) for s in ours], [float(s.peak) for s in theirs]),
    )


def film(bench: Bench, path: Path, where: str) -> None:
    """Compare everything on one film."""
    home, kept = bench.home("film"), bench.home("kept")
    files = [path]
    ffmpeg, scenedetect = contestants.ffmpeg(path), contestants.scenedetect(path)
    naive = contestants.naive(path)
    bench.tell(f"{where}: a first run, for the second")
    run_in_turn([contestants.analysis("filled", kept, files)], 1, lambda _text: None)
    bench.measure(
        where,
        [
            ffmpeg,
            contestants.analysis("rushes", home, files),
            contestants.analysis("rushes --fast", home, files, "--fast"),
            contestants.analysis("rushes, pictures", home, files, *PICTURES),
            contestants.analysis("rushes --fast, pictures", home, files, "--fast", *PICTURES),
            contestants.analysis("rushes --fast, shots", home, files, "--fast", *SHOTS),
            contestants.analysis("rushes, tags", home, files, *SAME_JOB),
            contestants.analysis("rushes, again", kept, files, again=True),
            scenedetect,
            naive,
        ],
    )
    bench.compare("everything against decoding", where, "rushes", ffmpeg)
    bench.compare("the pictures against decoding", where, "rushes, pictures", ffmpeg)
    bench.compare("--fast against decoding", where, "rushes --fast", ffmpeg)
    bench.compare("--fast, the pictures, against decoding", where, "rushes --fast, pictures", ffmpeg)
    bench.compare("everything against detect-adaptive", where, "rushes", scenedetect)
    bench.compare("the same job: shots, --fast", where, "rushes --fast, shots", scenedetect)
    bench.compare("the same job: tags", where, "rushes, tags", naive)
    bench.compare("--fast against everything", where, "rushes --fast", "rushes")
    bench.compare("a second run against the first", where, "rushes, again", "rushes")


def other_film(bench: Bench, clip: BenchClip) -> None:
    """Compare on another kind of picture."""
    path = bench.clip(clip)
    if isinstance(path, str):
        bench.skip("against decoding", clip.name, path)
        return
    home, ffmpeg = bench.home(clip.name), contestants.ffmpeg(path)
    bench.measure(
        clip.name,
        [
            ffmpeg,
            contestants.analysis("rushes, pictures", home, [path], *PICTURES),
            contestants.analysis("rushes --fast, pictures", home, [path], "--fast", *PICTURES),
        ],
    )
    bench.compare("the pictures against decoding", clip.name, "rushes, pictures", ffmpeg)
    bench.compare("--fast, the pictures, against decoding", clip.name, "rushes --fast, pictures", ffmpeg)


def sound(bench: Bench) -> None:
    """Sound alone on one core, against the time that it lasts and against librosa's features."""
    seconds = bench.lengths.sound
    path = bench.clip(BenchClip("sound", seconds))
    assert isinstance(path, Path)
    home, librosa = bench.home("sound"), contestants.librosa(path)
    ours = [
        contestants.analysis("rushes", home, [path], "--threads", "1", cores=1),
        contestants.analysis("rushes --fast", home, [path], "--fast", "--threads", "1", cores=1),
    ]
    bench.measure("sound", [*ours, librosa])
    for one in ours:
        taken = bench.samples["sound"][one.name]
        lasts = [ProcessSample(seconds, seconds, sample.peak) for sample in taken]
        wall, cpu, _ = ratios(taken, lasts)
        bench.rows.append(
            ComparisonRow("sound on one core against real time", "sound", one.name, "its length", wall, cpu)
        )
    bench.compare("all of sound against features alone", "sound", "rushes", librosa)


def starting(bench: Bench) -> None:
    """How soon it answers."""
    ours, theirs = contestants.help_commands()
    those = [ours, theirs, *contestants.window_commands(bench.home("window"))]
    run_in_turn(those, 1, lambda _text: None)  # Python compiles what it loads for the first time
    bench.measure("start", those)
    bench.compare("the help against Python itself", "start", ours.name, theirs)
    bench.compare("the window to its first paint against an empty one", "start", "our window", "empty window")
    complete = "our window, complete"
    bench.compare("the window with all its panels against an empty one", "start", complete, "empty window")


def memory(bench: Bench) -> None:
    """Peak memory on a film and on one several times as long."""
    # Both have filled every buffer, and have cuts wherever the network takes most.
    small = BenchClip("small", 10, 640, 360, repeats=6)
    long = replace(small, repeats=6 * bench.lengths.longer)
    short_path, long_path = bench.clip(small), bench.clip(long)
    if isinstance(short_path, str) or isinstance(long_path, str):
        bench.skip("memory", "memory", str(short_path))
        return
    home = bench.home("memory")
    where = f"{bench.lengths.longer} times as long"
    ours = contestants.analysis("long", home, [long_path], *PICTURES)
    bench.measure(where, [ours, contestants.analysis("short", home, [short_path], *PICTURES)])
    taken = bench.samples[where]
    _, _, peak = ratios(taken["long"], taken["short"])
    bench.rows.append(ComparisonRow("memory of a longer file", where, "long", "short", memory=peak))


def folder(bench: Bench) -> None:
    """Compare a second run over a folder of six files with the first."""
    times = max(1, round(bench.lengths.folder / 10))
    files = [
        bench.clip(BenchClip(f"day{number}", 10 + number / 4, 640, 360, repeats=times)) for number in range(6)
    ]
    paths = [file for file in files if isinstance(file, Path)]
    title, where = "a second run over a folder against the first", "six files"
    if len(paths) < len(files):
        bench.skip(title, where, str(files[0]))
        return
    kept = bench.home("folder kept")
    bench.tell(f"{where}: a first run, for the second")
    run_in_turn([contestants.analysis("filled", kept, paths)], 1, lambda _text: None)
    first = contestants.analysis("rushes", bench.home("folder"), paths)
    bench.measure(where, [first, contestants.analysis("rushes, again", kept, paths, again=True)])
    bench.compare(title, where, "rushes, again", first)


def several(bench: Bench) -> None:
    """Four files two at a time against one after the other."""
    files = [bench.clip(BenchClip(f"part{number}", 5 + number, 640, 360)) for number in range(4)]
    paths = [file for file in files if isinstance(file, Path)]
    if len(paths) < len(files):
        bench.skip("four files", "four files", str(files[0]))
        return
    home = bench.home("several")
    two = contestants.analysis("--jobs 2", home, paths, "--jobs", "2", "--fast", "--threads", "1")
    one = contestants.analysis("one after the other", home, paths, "--fast", "--threads", "1")
    bench.measure("four files", [two, one])
    bench.compare("four files two at a time", "four files", two.name, one)


def gpu(bench: Bench, path: Path, devices: Sequence[str], why: str) -> None:
    """Compare the same film decoded and analyzed on a GPU, where one really works."""
    if not devices:
        bench.skip("a GPU", "gpu", why)
        return
    home = bench.home("gpu")
    cpu = contestants.analysis("cpu", home, [path], "--device", "cpu")
    bench.measure("gpu", [cpu, *(contestants.analysis(d, home, [path], "--device", d) for d in devices)])
    for device in devices:
        bench.compare("a GPU", "gpu", device, cpu)
    for device in ("cpu", *devices):
        bench.tell(f"gpu: what {device} does in a second")
        bench.rates[device] = rates(path, device, bench.lengths.rounds)


@contextmanager
def started(lengths: Lengths, clips: Path, tell: Callable[[str], None]) -> Generator[Bench]:
    """Give a bench whose stores vanish with it."""
    with tempfile.TemporaryDirectory() as homes:
        yield Bench(lengths, clips, Path(homes), tell)
