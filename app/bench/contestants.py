"""The commands that are measured: Rushes in its ways, and what others use."""

import shutil
from collections.abc import Sequence
from importlib.util import find_spec
from pathlib import Path

from app.bench.measure import Contestant, python

FEATURES = """
import sys, librosa
sound, rate = librosa.load(sys.argv[1], sr=16000)
librosa.power_to_db(librosa.feature.melspectrogram(y=sound, sr=rate, n_fft=400, hop_length=160, n_mels=80))
librosa.feature.rms(y=sound, frame_length=400, hop_length=160)
"""

EMPTY_WINDOW = """
from PySide6.QtWidgets import QApplication, QMainWindow
app = QApplication([])
window = QMainWindow()
"""

OUR_WINDOW = """
from app.config import Settings
from app.gui.shell.main_window import MainWindow
from app.gui.shell.application import make_application
app = make_application(Settings())
window = MainWindow(Settings())
"""

WHEN_COMPLETE = """
window.ready.connect(lambda: window.installEventFilter(painted))
"""

UNTIL_PAINTED = """
from PySide6.QtCore import QEvent, QObject, QTimer
class Painted(QObject):
    def eventFilter(self, seen, event):
        if event.type() == QEvent.Type.Paint:
            QTimer.singleShot(0, window.close)
        return False
painted = Painted()
"""

AT_ONCE = """
window.installEventFilter(painted)
"""

TO_ITS_END = """
window.show()
sys.exit(app.exec())
"""


class Home:
    """A folder of Rushes' own, its store made but empty, or with what was analyzed before."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._filled = folder.with_name(f"{folder.name}-empty")

    def prepare(self) -> None:
        """Make a store as it is after the first start: making it is not part of an analysis."""
        from app.store import open_store

        shutil.rmtree(self._filled, ignore_errors=True)
        with open_store(self._filled / "data" / "rushes.sqlite"):
            pass

    def forget(self) -> None:
        """Drop every result."""
        shutil.rmtree(self._folder, ignore_errors=True)
        shutil.copytree(self._filled, self._folder)

    @property
    def environment(self) -> dict[str, str]:
        """What puts a process into it."""
        return {"RUSHES_HOME": str(self._folder)}


def analysis(
    name: str, home: Home, files: Sequence[Path], *options: str, again: bool = False, cores: int = 0
) -> Contestant:
    """Give Rushes on files. again: with the results there already."""
    command = python("-m", "app.cli", "analyze", *options, *map(str, files))
    return Contestant(name, command, home.environment, None if again else home.forget, cores)


def ffmpeg(file: Path) -> Contestant | str:
    """Give FFmpeg's own decoding and scaling of two pictures a second, or a reason if it is not there."""
    program = shutil.which("ffmpeg")
    if program is None:
        return "ffmpeg is not on PATH"
    command = [program, "-v", "error", "-nostdin", "-i", str(file)]
    return Contestant("ffmpeg", [*command, "-vf", "fps=2,scale=224:224", "-f", "null", "-"])


def scenedetect(file: Path) -> Contestant | str:
    """Give PySceneDetect's detect-adaptive, as it comes."""
    if find_spec("scenedetect") is None:
        return "PySceneDetect is not installed: rushes[bench] has it"
    command = python("-m", "scenedetect", "--quiet", "--input", str(file), "detect-adaptive")
    return Contestant("PySceneDetect", command)


def naive(file: Path) -> Contestant:
    """Give a loop around OpenCV with our tagger."""
    return Contestant("naive loop", python("-m", "app.bench.naive", str(file)))


def librosa(file: Path) -> Contestant | str:
    """Give log-mel and level by librosa: features alone, no network."""
    if find_spec("librosa") is None:
        return "librosa is not installed: rushes[bench] has it"
    return Contestant("librosa", python("-c", FEATURES, str(file)), cores=1)


def help_commands() -> tuple[Contestant, Contestant]:
    """Give the least that we start, and the least that Python starts."""
    return Contestant("rushes --help", python("-m", "app.cli", "--help")), Contestant(
        "python -c pass", python("-c", "pass")
    )


def window_commands(home: Home) -> tuple[Contestant, Contestant, Contestant]:
    """Give our window, the same until its panels are painted, too, and an empty one.

    From the start of the process to a paint, and back.
    """
    unseen = {"QT_QPA_PLATFORM": "offscreen", **home.environment}

    def window(name: str, *made: str) -> Contestant:
        return Contestant(name, python("-c", "".join(("import sys", *made, TO_ITS_END))), unseen)

    return (
        window("our window", OUR_WINDOW, UNTIL_PAINTED, AT_ONCE),
        window("our window, complete", OUR_WINDOW, UNTIL_PAINTED, WHEN_COMPLETE),
        window("empty window", EMPTY_WINDOW, UNTIL_PAINTED, AT_ONCE),
    )
