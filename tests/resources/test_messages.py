"""Messages with arguments: what they say in each language, and how they travel."""

import json
import pickle
from collections.abc import Iterator

import pytest

from app.errors import Canceled, MediaError
from inference.contract.types import Device
from resources import language
from resources.messages import NOTHING, Label, Message, join, msg, nmsg

DAMAGE = (
    "{n} damaged packet was skipped in the {stream} near {time:.1f} s.",
    "{n} damaged packets were skipped in the {stream} near {time:.1f} s.",
)


@pytest.fixture(autouse=True)
def english_again() -> Iterator[None]:
    yield
    language.use("en")


@pytest.fixture
def chinese() -> None:
    language.use("zh_CN")


def everything() -> Message:
    left_out = msg(
        "{analyzers} and {last} were left out: their weights are not for commercial use.",
        analyzers=(Label("Emotional arc"), Label("Speakers")),
        last=Label("Vocal emotion"),
    )
    return msg("{trouble} What came before is kept.", trouble=left_out)


def test_english_is_the_template_with_its_values():
    assert str(msg("{name} is empty.", name="a {b}.mp4")) == "a {b}.mp4 is empty."
    assert str(msg("{path!r} at {time:.1f} s", path="a", time=1.25)) == "'a' at 1.2 s"
    assert str(everything()).startswith("Emotional arc, Speakers and Vocal emotion were left out: ")
    assert f"{everything()}".endswith(" What came before is kept.")


def test_a_text_without_values_may_have_braces(chinese):
    foreign = Message("No format {0} of {x")
    assert (str(foreign), language.tr(foreign)) == ("No format {0} of {x", "No format {0} of {x")


@pytest.mark.parametrize(("n", "begins"), [(1, "1 damaged packet was "), (0, "0 damaged packets were ")])
def test_a_number_chooses_the_form(n, begins):
    said = nmsg(*DAMAGE, n, stream=msg("sound"), time=3.21)
    assert str(said) == language.tr(said)
    assert str(said).startswith(begins)
    assert str(said).endswith("in the sound near 3.2 s.")


def test_values_are_translated_with_it(chinese):
    assert language.tr(msg("{name} is empty.", name="a {b}.mp4")) == "a {b}.mp4 是空文件。"
    assert language.tr(nmsg(*DAMAGE, 3, stream=msg("sound"), time=3.21)) == (
        "声音中 3.2 秒附近跳过了 3 个损坏的数据包。"
    )
    said = language.tr(everything())
    assert said.startswith(f"{language.label('Emotional arc')}, ")
    assert said.endswith("此前的结果已保留。")
    assert "motion" not in said


def test_names_are_not_translated(chinese):
    assert language.tr("Settings") != "Settings"
    assert "Settings" in language.tr(msg("{name} is empty.", name="Settings"))


def test_parts_that_say_nothing_are_left_out_of_a_whole(chinese):
    one, two = msg("no NVIDIA GPU was found"), msg("{device} did not start", device="CoreML")
    assert str(join([one, NOTHING, two], "; ")) == "no NVIDIA GPU was found; CoreML did not start"
    assert language.tr(join([one, two], "; ")) == "未找到 NVIDIA GPU; CoreML 未能启动"
    assert join([NOTHING, two]) is two
    assert not join([])


@pytest.mark.parametrize(
    "message",
    [
        NOTHING,
        msg("Canceled."),
        everything(),
        nmsg(*DAMAGE, 2, stream=msg("sound"), time=0.5),
        join([msg("Canceled."), msg("{name} is empty.", name="x")]),
    ],
)
def test_it_is_the_same_again_after_travelling(message):
    again = Message.from_json(json.loads(json.dumps(message.to_json())))
    assert again == message
    assert hash(again) == hash(message)
    assert pickle.loads(pickle.dumps(message)) == message


def test_what_has_no_fields_is_kept_as_a_string():
    assert msg("Canceled.").to_json() == "Canceled."
    assert Message.from_json("Written by an {older} version.") == Message("Written by an {older} version.")


def test_an_error_keeps_its_messages_on_its_way_between_processes():
    error = MediaError(msg("{name} is empty.", name="a.mp4"), msg("Canceled."))
    again = pickle.loads(pickle.dumps(error))
    assert (again.message, again.hint, str(again)) == (error.message, error.hint, "a.mp4 is empty.")
    assert isinstance(pickle.loads(pickle.dumps(Canceled())), Canceled)


def test_a_device_says_why_in_any_language(chinese):
    device = Device("cuda", "cpu", msg("{device} did not start", device=Label("CUDA")))
    again = Device.from_json(json.loads(json.dumps(device.to_json())))
    assert again == device
    assert language.tr(again.reason) == "CUDA 未能启动"
    assert again.in_english() == {"requested": "cuda", "used": "cpu", "reason": "CUDA did not start"}


def test_a_device_of_an_older_store_says_what_was_said_then():
    old = {"requested": "auto", "used": "cpu", "reason": "no NVIDIA GPU was found, so the CPU is used"}
    assert Device.from_json(old).in_english() == old
