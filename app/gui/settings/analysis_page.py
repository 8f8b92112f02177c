"""Where models run, which of them may, what runs beside the usual, and how often they look."""

from dataclasses import replace

from PySide6.QtWidgets import QCheckBox, QDoubleSpinBox, QSpinBox

from app.config import DEVICES, FASTEST, License, Settings
from app.gui.chrome.device_text import device_name
from app.gui.chrome.form import FormPage, choice
from inference.analyzers import analyzers
from inference.contract.types import Device
from resources.language import label, mark, tr

ABOUT = {
    "advisory": mark("Flags frames that may be sexually explicit. It is a model's estimate and misses some."),
    "speech_quality": mark("Estimates how listeners would rate the speech. Slow."),
    "sentiment_light": mark("Vocal emotion for slow machines: less accurate on unfamiliar voices."),
}
"""What analyzers do that run only when they are switched on."""


class AnalysisPage(FormPage):
    """What the next analysis does. What is stored stays; a file that is analyzed again follows."""

    def __init__(self, settings: Settings, device: Device | None) -> None:
        super().__init__()
        devices = {name: device_name(name) for name in DEVICES} | {
            "auto": tr("Automatic: the fastest available")
        }
        self.device = choice(devices, settings.device)
        self.threads = QSpinBox(minimum=0, maximum=256, value=settings.threads)
        self.threads.setSpecialValueText(tr("Automatic"))
        self.license = choice(
            {
                License.ANY.value: tr("All bundled models"),
                License.COMMERCIAL.value: tr("For commercial use only"),
            },
            settings.license,
        )
        self.add(tr("Device"), self.device, _device_line(device))
        self.add(tr("Threads"), self.threads, tr("Of each model on the CPU."))
        self.add(
            tr("Models"),
            self.license,
            tr(
                "Some weights learned from data that excludes commercial use: see Help > Models and licenses."
            ),
        )
        self.also = {key: self._add_also(key, settings) for key in optional_analyzers()}
        self.rates = {key: self._add_rate(key, settings) for key, rate in default_rates().items() if rate}

    def apply_to(self, settings: Settings) -> Settings:
        """Give the settings with what this page says."""
        usual = default_rates()
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
        box = QCheckBox(tr("Enabled"))
        box.setChecked(key in settings.also)
        self.add(label(analyzers()[key].title), box, tr(ABOUT[key]) if key in ABOUT else "")
        return box

    def _add_rate(self, key: str, settings: Settings) -> QDoubleSpinBox:
        usual = default_rates()[key]
        field = QDoubleSpinBox(minimum=0.1, maximum=FASTEST, decimals=1, singleStep=0.5)
        field.setSuffix(tr(" frames per second"))
        field.setValue(settings.rates.get(key, usual))
        title = label(analyzers()[key].title)
        self.add(
            title,
            field,
            tr("Default: {rate:g}. A higher rate catches shorter appearances and takes longer.").format(
                rate=usual
            ),
        )
        return field


def optional_analyzers() -> list[str]:
    """Give the keys of the analyzers that do not run by themselves."""
    return [key for key, analyzer in analyzers().items() if not analyzer.default]


def default_rates() -> dict[str, float]:
    """Give how many pictures a second analyzers look at by themselves, by key."""
    rates = {key: analyzer.params.get("rate") for key, analyzer in analyzers().items()}
    return {key: float(rate) for key, rate in rates.items() if rate is not None}


def _device_line(device: Device | None) -> str:
    if device is None or not device.used:
        return tr("No model has run yet. Help > Device and system shows which devices work.")
    used = " + ".join(map(device_name, device.used.split("+")))
    if not device.reason:
        return tr("Runs on {device} now.").format(device=used)
    return tr("Runs on {device} now: {reason}.").format(device=used, reason=tr(device.reason))
