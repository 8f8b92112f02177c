"""Where models run, which of them may, what runs beside the usual, and how often they look."""

from dataclasses import replace

from PySide6.QtWidgets import QCheckBox, QDoubleSpinBox, QSpinBox

from app.config import DEVICES, FASTEST, License, Settings
from app.gui.chrome.device_text import device_name
from app.gui.chrome.form import FormPage, choice
from inference.analyzers import ANALYZERS
from inference.contract.analyzer_registry import AnalyzerRegistry
from inference.contract.types import Device
from resources.language import label, tr


class AnalysisPage(FormPage):
    """What the next analysis does. What is stored stays; a file that is analyzed again follows."""

    def __init__(
        self, settings: Settings, device: Device | None, analyzers: AnalyzerRegistry = ANALYZERS
    ) -> None:
        super().__init__()
        self._analyzers = analyzers
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
        self.also = {key: self._add_also(key, settings) for key in optional_analyzers(analyzers)}
        self.rates = {
            key: self._add_rate(key, settings) for key, rate in default_rates(analyzers).items() if rate
        }

    def apply_to(self, settings: Settings) -> Settings:
        """Give the settings with what this page says."""
        usual = default_rates(self._analyzers)
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
        kind = self._analyzers[key]
        self.add(label(kind.title), box, tr(kind.presentation.about))
        return box

    def _add_rate(self, key: str, settings: Settings) -> QDoubleSpinBox:
        usual = default_rates(self._analyzers)[key]
        field = QDoubleSpinBox(minimum=0.1, maximum=FASTEST, decimals=1, singleStep=0.5)
        field.setSuffix(tr(" frames per second"))
        field.setValue(settings.rates.get(key, usual))
        title = label(self._analyzers[key].title)
        self.add(
            title,
            field,
            tr("Default: {rate:g}. A higher rate catches shorter appearances and takes longer.").format(
                rate=usual
            ),
        )
        return field


def optional_analyzers(analyzers: AnalyzerRegistry = ANALYZERS) -> list[str]:
    """Give the keys of the analyzers that do not run by themselves."""
    return [key for key, analyzer in analyzers.items() if not analyzer.default]


def default_rates(analyzers: AnalyzerRegistry = ANALYZERS) -> dict[str, float]:
    """Give how many pictures a second analyzers look at by themselves, by key."""
    rates = {key: analyzer.params.get("rate") for key, analyzer in analyzers.items()}
    return {key: float(rate) for key, rate in rates.items() if rate is not None}


def _device_line(device: Device | None) -> str:
    if device is None or not device.used:
        return tr("No model has run yet. Help > Device and system shows which devices work.")
    used = " + ".join(map(device_name, device.used.split("+")))
    if not device.reason:
        return tr("Runs on {device} now.").format(device=used)
    return tr("Runs on {device} now: {reason}.").format(device=used, reason=tr(device.reason))
