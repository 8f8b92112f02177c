"""Where models run, which of them may, what runs beside the usual, and how often they look."""

from dataclasses import replace

from PySide6.QtWidgets import QCheckBox, QDoubleSpinBox, QSpinBox

from app.config import DEVICES, FASTEST, License, Settings
from app.gui.chrome.form import FormPage, choice
from inference.analyzers import analyzers
from inference.contract.types import Device
from resources.language import label, mark, tr

NAMES = {"cpu": "CPU", "cuda": "CUDA (NVIDIA)", "coreml": "CoreML (Apple)", "directml": "DirectML (Windows)"}

ABOUT = {
    "advisory": mark("Flags pictures that may be pornographic, by a model's guess. It misses some."),
    "speech_quality": mark("Guesses how listeners would rate speech. It takes long."),
    "sentiment_light": mark("Sentiment of voices for slow machines: weak on voices that it does not know."),
}
"""What analyzers do that run only when they are switched on."""


class AnalysisPage(FormPage):
    """What the next analysis does. What is stored stays; a file that is analyzed again follows."""

    def __init__(self, settings: Settings, device: Device | None) -> None:
        super().__init__()
        devices = {name: NAMES.get(name, tr("The fastest that works")) for name in DEVICES}
        self.device = choice(devices, settings.device)
        self.threads = QSpinBox(minimum=0, maximum=256, value=settings.threads)
        self.threads.setSpecialValueText(tr("As many as suit"))
        self.license = choice(
            {
                License.ANY.value: tr("All that come along"),
                License.COMMERCIAL.value: tr("For commercial use only"),
            },
            settings.license,
        )
        self.add(tr("Device"), self.device, _runs(device))
        self.add(tr("Threads"), self.threads, tr("Of each model on the CPU."))
        self.add(
            tr("Models"),
            self.license,
            tr(
                "Some weights learned from data that excludes commercial use: see Help > Models and licenses."
            ),
        )
        self.also = {key: self._add_also(key, settings) for key in optional()}
        self.rates = {key: self._add_rate(key, settings) for key, rate in usual_rates().items() if rate}

    def taken(self, settings: Settings) -> Settings:
        """Give the settings with what this page says."""
        usual = usual_rates()
        chosen = {key: field.value() for key, field in self.rates.items()}
        return replace(
            settings,
            device=self.device.currentData(),
            threads=self.threads.value(),
            license=self.license.currentData(),
            also=tuple(key for key, box in self.also.items() if box.isChecked()),
            rates={key: rate for key, rate in chosen.items() if rate != usual[key]},
        )

    def _add_also(self, key: str, settings: Settings) -> QCheckBox:
        box = QCheckBox(tr("Runs, too"))
        box.setChecked(key in settings.also)
        self.add(label(analyzers()[key].title), box, tr(ABOUT[key]) if key in ABOUT else "")
        return box

    def _add_rate(self, key: str, settings: Settings) -> QDoubleSpinBox:
        usual = usual_rates()[key]
        field = QDoubleSpinBox(minimum=0.1, maximum=FASTEST, decimals=1, singleStep=0.5)
        field.setSuffix(tr(" pictures a second"))
        field.setValue(settings.rates.get(key, usual))
        title = label(analyzers()[key].title)
        self.add(
            title,
            field,
            tr("Usually {rate:g}. More finds what is seen for less time, and takes longer.").format(
                rate=usual
            ),
        )
        return field


def optional() -> list[str]:
    """Give the keys of the analyzers that do not run by themselves."""
    return [key for key, analyzer in analyzers().items() if not analyzer.default]


def usual_rates() -> dict[str, float]:
    """Give how many pictures a second analyzers look at by themselves, by key."""
    rates = {key: analyzer.params.get("rate") for key, analyzer in analyzers().items()}
    return {key: float(rate) for key, rate in rates.items() if rate is not None}


def _runs(device: Device | None) -> str:
    if device is None or not device.used:
        return tr("Nothing has run yet. Help > Device and system tries what works.")
    used = " + ".join(NAMES.get(part, part) for part in device.used.split("+"))
    if not device.reason:
        return tr("Runs on {device} now.").format(device=used)
    return tr("Runs on {device} now: {reason}.").format(device=used, reason=tr(device.reason))
