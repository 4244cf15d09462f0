"""Hostile and unusual pictures: what is told of them, which are refused, and with how much memory."""

import subprocess
import sys

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image
from tests.assets import hostile
from tests.assets.hostile import encoded, quartered

from onereel.assets import image_check
from onereel.assets.image_check import decode_fully
from onereel.assets.images import ImageFacts, check_image, inspect_image, verify_image
from onereel.assets.sniff import MediaType
from onereel.errors import ErrorKind, ImageError


@pytest.mark.parametrize(
    ("kind", "media_type", "suffix"),
    [("PNG", MediaType.PNG, "png"), ("JPEG", MediaType.JPEG, "jpg"), ("WEBP", MediaType.WEBP, "webp")],
)
async def test_a_sound_picture_is_told_and_verified(kind, media_type, suffix):
    content = encoded(quartered(), kind)
    facts = inspect_image(content)
    assert facts == ImageFacts(format=media_type, width=40, height=20)
    assert facts.suffix == suffix
    assert verify_image(content) == facts
    assert await check_image(content) == facts


@pytest.mark.parametrize(
    "content",
    [
        encoded(quartered(), "WEBP", lossless=True),
        encoded(quartered().convert("RGBA"), "WEBP"),
        encoded(quartered(), "WEBP", exif=Image.Exif(), icc_profile=b"abc"),
        encoded(quartered(), "JPEG", progressive=True, comment=b"\xff\xda" * 9),
        encoded(quartered(), "MPO", save_all=True, append_images=[quartered()]),
        encoded(quartered().convert("1"), "PNG"),
        hostile.animated("WEBP"),
        hostile.animated("PNG"),
    ],
    ids=["lossless", "alpha", "extended", "progressive", "several", "bits", "animated webp", "animated png"],
)
def test_every_kind_of_the_three_formats_is_taken(content):
    facts = verify_image(content)
    assert facts.width == 2 * facts.height


@pytest.mark.parametrize("kind", ["PNG", "JPEG", "WEBP"])
@pytest.mark.parametrize("orientation", range(1, 9))
def test_the_size_is_that_of_the_upright_picture(kind, orientation):
    facts = inspect_image(hostile.with_orientation(quartered(), kind, orientation))
    assert (facts.width, facts.height) == ((40, 20) if orientation < 5 else (20, 40))


@pytest.mark.parametrize("orientation", [0, 9, 65535])
def test_a_nonsensical_orientation_is_none(orientation):
    assert inspect_image(hostile.with_orientation(quartered(), "JPEG", orientation)).width == 40


@pytest.mark.filterwarnings("ignore:Corrupt EXIF data")
@pytest.mark.parametrize("exif", [b"Exif\x00\x00", b"Exif\x00\x00MM\x00\x2a\x00\x00\xff\xff", b"nonsense" * 20])
def test_damaged_exif_is_none(exif):
    assert inspect_image(encoded(quartered(), "JPEG", exif=exif)).width == 40


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"\x89PNG\r\n\x1a\n",
        b"\xff\xd8\xff",
        b"RIFF\x00\x00\x00\x00WEBP",
        b"RIFF\x00\x00\x00\x00WEBPJUNK" + bytes(50),
        b"<svg xmlns='http://www.w3.org/2000/svg' width='9' height='9'/>",
        b"%PDF-1.7",
        encoded(quartered(), "GIF"),
        encoded(quartered(), "BMP"),
        encoded(quartered(), "TIFF"),
        hostile.png(0, 5),
        hostile.png(5, 0),
        hostile.text_bomb(),
        hostile.profile_bomb(),
        b"\xff\xd8" + b"\xff\xe0\x00\x00" * 20_000,
        b"\xff\xd8" + b"\xff\xe0\x00\x02" * 20_000,
        b"\xff\xd8\xff\xda\x00\x02",
    ],
    ids=range(17),
)
def test_what_is_no_picture_of_ours_is_invalid(content):
    with pytest.raises(ImageError) as caught:
        verify_image(content)
    assert caught.value.kind is ErrorKind.IMAGE_INVALID


@pytest.mark.parametrize("size", [(60_000, 60_000), (10_001, 1), (1, 10_001)])
@pytest.mark.parametrize("header", [hostile.png, hostile.jpeg_header, hostile.webp_header])
def test_a_side_too_long_is_refused_by_the_header(header, size):
    with pytest.raises(ImageError, match=f"{size[0]}x{size[1]} pixels and a side may have 10000") as caught:
        inspect_image(header(*size))
    assert caught.value.kind is ErrorKind.IMAGE_TOO_LARGE


@pytest.mark.parametrize(
    ("kind", "options"),
    [("JPEG", {}), ("JPEG", {"progressive": True}), ("PNG", {}), ("WEBP", {}), ("WEBP", {"lossless": True})],
)
def test_a_picture_cut_short_is_refused(kind, options):
    noise = Image.effect_noise((300, 200), 90).convert("RGB")
    content = encoded(noise, kind, **options)
    for share in (0.3, 0.6, 0.9):
        with pytest.raises(ImageError) as caught:
            verify_image(content[: int(len(content) * share)])
        assert caught.value.kind is ErrorKind.IMAGE_INVALID


def test_a_jpeg_of_a_thousand_scans_is_refused():
    with pytest.raises(ImageError, match="scans"):
        verify_image(hostile.scan_bomb())


SEEDS = [encoded(quartered(), kind) for kind in ("PNG", "JPEG", "WEBP")] + [hostile.animated("PNG")]


@pytest.mark.filterwarnings("ignore")
@settings(max_examples=200, deadline=None)
@given(st.sampled_from(SEEDS), st.lists(st.tuples(st.integers(0, 400), st.integers(0, 255)), max_size=6))
def test_no_damage_makes_the_check_fail_otherwise(seed, changes):
    content = bytearray(seed)
    for position, value in changes:
        content[position % len(content)] = value
    try:
        facts = verify_image(bytes(content))
    except ImageError:
        return
    assert min(facts.width, facts.height) >= 1


def test_a_large_picture_is_decoded_elsewhere_and_a_damaged_one_refused(monkeypatch):
    monkeypatch.setattr(image_check, "LARGE_AREA", 100)
    content = encoded(quartered(), "PNG")
    assert verify_image(content).width == 40
    with pytest.raises(ImageError) as caught:
        verify_image(content[:-40])
    assert caught.value.kind is ErrorKind.IMAGE_INVALID


async def test_large_pictures_take_turns(monkeypatch):
    monkeypatch.setattr(image_check, "LARGE_AREA", 100)
    assert (await check_image(encoded(quartered(), "WEBP"))).format is MediaType.WEBP


def test_a_decoder_that_takes_too_long_is_ended(monkeypatch):
    monkeypatch.setattr(image_check, "LARGE_AREA", 100)
    monkeypatch.setattr(image_check, "CHILD_SECONDS", 0.001)
    with pytest.raises(ImageError, match="too long") as caught:
        verify_image(encoded(quartered(), "PNG"))
    assert caught.value.kind is ErrorKind.IMAGE_TOO_LARGE


def test_a_decoder_that_breaks_is_no_fault_of_the_picture(monkeypatch):
    monkeypatch.setattr(image_check, "LARGE_AREA", 100)
    monkeypatch.setattr(sys, "executable", "/bin/false")
    with pytest.raises(RuntimeError, match="image process"):
        verify_image(encoded(quartered(), "PNG"))


CHILD_THAT_LACKS_MEMORY = """
import sys
from onereel.assets import image_child
image_child.MEMORY_BYTES = 120 << 20
sys.exit(image_child.main())
"""


def test_the_child_says_that_memory_ran_out():
    content = hostile.flat_png(10_000, 10_000)
    child = subprocess.run([sys.executable, "-c", CHILD_THAT_LACKS_MEMORY], input=content, check=False)
    assert child.returncode == image_check.CHILD_TOO_LARGE


def test_a_baseline_jpeg_is_decoded_in_place_however_large(monkeypatch):
    monkeypatch.setattr(image_check, "LARGE_AREA", 100)
    monkeypatch.setattr(image_check, "_verify_in_child", None)
    assert verify_image(encoded(quartered(), "JPEG")).width == 40


def test_decoding_says_nothing_of_the_size():
    assert decode_fully(encoded(quartered(), "PNG")) is None


MEASURED = """
import resource, sys
from pathlib import Path
from onereel.assets.images import inspect_image, verify_image
from onereel.errors import ImageError

def peak():
    # Not getrusage: what it answers comes down from the parent.
    return int(Path("/proc/self/status").read_text().partition("VmHWM:")[2].split()[0])

content = sys.stdin.buffer.read()
before = peak()
try:
    print(inspect_image(content).width, verify_image(content).height)
except ImageError as error:
    print(error.kind)
print(peak() - before)
print(resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss)
"""


@pytest.mark.parametrize(
    ("build", "answer", "own_megabytes", "child_megabytes"),
    [
        (lambda: hostile.flat_png(10_000, 10_000), "10000 10000", 30, 400),
        (lambda: encoded(Image.new("RGBA", (10_000, 10_000), 9), "WEBP", method=0), "10000 10000", 30, 800),
        (lambda: encoded(Image.new("L", (9000, 9000), 90), "JPEG"), "9000 9000", 60, 0),
        (lambda: hostile.png(60_000, 60_000), "image_too_large", 30, 0),
        (lambda: hostile.webp_header(16_000, 16_000), "image_too_large", 30, 0),
        (hostile.text_bomb, "image_invalid", 30, 0),
        (hostile.profile_bomb, "image_invalid", 30, 0),
    ],
    ids=["large png", "large webp", "large jpeg", "png header", "webp header", "text bomb", "profile bomb"],
)
def test_the_memory_is_bounded(build, answer, own_megabytes, child_megabytes):
    output = subprocess.run([sys.executable, "-c", MEASURED], input=build(), capture_output=True, check=True).stdout
    said, own, child = output.decode().splitlines()
    assert said == answer
    assert int(own) < own_megabytes * 1024
    assert int(child) <= child_megabytes * 1024
