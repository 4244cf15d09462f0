"""The picture as the drawing engine gets it: upright, opaque, RGB, shrunk."""

import subprocess
import sys

import pytest
from PIL import Image, ImageCms
from tests.assets import hostile
from tests.assets.hostile import encoded, quartered

from onereel.assets.images import load_image, load_layered_image
from onereel.errors import ImageError


@pytest.fixture
def load(tmp_path):
    def load_content(content, *, max_side=10_000):
        path = tmp_path / "picture"
        path.write_bytes(content)
        return load_image(path, max_side=max_side)

    return load_content


def close_to(actual, expected, tolerance=12):
    return all(abs(one - other) <= tolerance for one, other in zip(actual, expected, strict=True))


@pytest.mark.parametrize("kind", ["PNG", "JPEG", "WEBP"])
@pytest.mark.parametrize("orientation", range(1, 9))
def test_it_is_upright(load, kind, orientation):
    turned_back = {
        1: None,
        2: Image.Transpose.FLIP_LEFT_RIGHT,
        3: Image.Transpose.ROTATE_180,
        4: Image.Transpose.FLIP_TOP_BOTTOM,
        5: Image.Transpose.TRANSPOSE,
        6: Image.Transpose.ROTATE_90,
        7: Image.Transpose.TRANSVERSE,
        8: Image.Transpose.ROTATE_270,
    }[orientation]
    wanted = quartered(64, 32)
    stored = wanted if turned_back is None else wanted.transpose(turned_back)
    image = load(hostile.with_orientation(stored, kind, orientation))
    assert (image.mode, image.size) == ("RGB", (64, 32))
    for point in ((8, 4), (56, 4), (8, 28), (56, 28)):
        assert close_to(image.getpixel(point), wanted.getpixel(point), tolerance=60)


@pytest.mark.parametrize(
    ("size", "max_side", "expected"),
    [
        ((4000, 3000), 1000, (1000, 750)),
        ((3000, 4000), 1000, (750, 1000)),
        ((1999, 1001), 640, (640, 320)),
        ((640, 480), 640, (640, 480)),
        ((50, 40), 640, (50, 40)),
        ((5000, 2), 100, (100, 1)),
        ((1, 1), 1, (1, 1)),
    ],
)
@pytest.mark.parametrize("kind", ["PNG", "JPEG", "WEBP"])
def test_it_is_no_larger_than_asked_and_never_enlarged(load, kind, size, max_side, expected):
    assert load(encoded(Image.new("RGB", size, "teal"), kind), max_side=max_side).size == expected


@pytest.mark.parametrize("kind", ["PNG", "JPEG", "WEBP"])
def test_shrinking_keeps_every_part_in_its_place(load, kind):
    large, small = quartered(3001, 2003), quartered(300, 200)
    image = load(encoded(large, kind), max_side=300)
    for point in ((10, 10), (140, 90), (160, 90), (290, 190), (140, 110), (299, 199), (0, 199)):
        assert close_to(image.getpixel(point), small.getpixel(point))


@pytest.mark.parametrize("kind", ["PNG", "WEBP"])
@pytest.mark.parametrize("side", [16, 4000])
def test_transparency_is_flattened_on_white(load, kind, side):
    image = Image.new("RGBA", (side, side), (255, 0, 0, 0))
    image.paste((255, 0, 0, 128), (side // 2, 0, side, side))
    loaded = load(encoded(image, kind, lossless=True), max_side=16)
    assert close_to(loaded.getpixel((2, 8)), (255, 255, 255))
    assert close_to(loaded.getpixel((13, 8)), (255, 127, 127))


@pytest.mark.parametrize("mode", ["LA", "P", "1"])
def test_the_other_modes_of_png_with_transparency(load, mode):
    image = Image.new("L", (8, 8), 0).convert(mode)
    options = {} if mode == "LA" else {"transparency": 0}
    if mode == "LA":
        image.putalpha(0)
    assert load(encoded(image, "PNG", **options)).getpixel((4, 4)) == (255, 255, 255)


def test_sixteen_bits_of_grey_are_scaled_and_not_clipped(load):
    image = Image.new("I;16", (8, 8), 0x8000)
    assert close_to(load(encoded(image, "PNG")).getpixel((4, 4)), (128, 128, 128), tolerance=1)


@pytest.mark.parametrize(("ink", "color"), [((0, 0, 0, 0), (255, 255, 255)), ((255, 0, 0, 0), (0, 255, 255))])
def test_cmyk_becomes_rgb(load, ink, color):
    assert close_to(load(encoded(Image.new("CMYK", (64, 64), ink), "JPEG")).getpixel((30, 30)), color)


@pytest.mark.parametrize(("kind", "tolerance"), [("PNG", 3), ("WEBP", 3), ("JPEG", 8)])
def test_a_colour_profile_is_counted_in(load, kind, tolerance):
    # An sRGB in which red and blue have changed places.
    profile = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    profile = profile.replace(b"rXYZ", b"....").replace(b"bXYZ", b"rXYZ").replace(b"....", b"bXYZ")
    content = encoded(Image.new("RGB", (16, 16), (200, 30, 30)), kind, icc_profile=profile)
    assert close_to(load(content).getpixel((8, 8)), (30, 30, 200), tolerance=tolerance)


@pytest.mark.parametrize("profile", [b"nonsense", b"\x00" * 5000])
def test_a_damaged_or_foreign_profile_is_passed_over(load, profile):
    content = encoded(Image.new("RGB", (16, 16), (200, 30, 30)), "PNG", icc_profile=profile)
    assert load(content).getpixel((8, 8)) == (200, 30, 30)


def test_a_profile_for_another_kind_of_colour_is_passed_over(load):
    profile = ImageCms.ImageCmsProfile(ImageCms.createProfile("LAB")).tobytes()
    content = encoded(Image.new("RGB", (16, 16), (200, 30, 30)), "PNG", icc_profile=profile)
    assert load(content).getpixel((8, 8)) == (200, 30, 30)


@pytest.mark.parametrize("kind", ["PNG", "WEBP"])
def test_of_an_animation_the_first_frame_counts(load, kind):
    assert close_to(load(hostile.animated(kind)).getpixel((8, 8)), (255, 0, 0), tolerance=2)


def test_a_jpeg_with_several_pictures_counts_as_its_first(load):
    content = encoded(quartered(), "MPO", save_all=True, append_images=[Image.new("RGB", (40, 20))])
    assert close_to(load(content).getpixel((35, 15)), (255, 255, 255))
    assert load(content, max_side=10).size == (10, 5)


def test_a_file_that_is_no_picture_is_refused(load):
    with pytest.raises(ImageError):
        load(b"<svg/>")
    with pytest.raises(ImageError):
        load(encoded(Image.effect_noise((90, 90), 90), "PNG")[:-60])


def test_a_missing_file_is_an_ordinary_error(tmp_path):
    with pytest.raises(FileNotFoundError):
        load_image(tmp_path / "none", max_side=10)


MEASURED = """
import sys
from pathlib import Path
from onereel.assets.images import load_image

def peak():
    # Not getrusage: what it answers comes down from the parent.
    return int(Path("/proc/self/status").read_text().partition("VmHWM:")[2].split()[0])

before = peak()
print(load_image(Path(sys.argv[1]), max_side=1280).size)
print(peak() - before)
"""


@pytest.mark.parametrize(("kind", "megabytes"), [("JPEG", 80), ("PNG", 250), ("WEBP", 250), ("clear WEBP", 760)])
def test_the_memory_is_bounded(tmp_path, kind, megabytes):
    path = tmp_path / "large"
    path.write_bytes(LARGE[kind]())
    output = subprocess.run([sys.executable, "-c", MEASURED, str(path)], capture_output=True, check=True).stdout
    size, grown = output.decode().splitlines()
    assert size == "(1280, 1280)"
    assert int(grown) < megabytes * 1024


LARGE = {
    "JPEG": lambda: jpeg_of(9_000),
    "PNG": lambda: hostile.flat_png(10_000, 10_000),
    "WEBP": lambda: encoded(Image.new("RGB", (10_000, 10_000), "teal"), "WEBP", method=0),
    "clear WEBP": lambda: encoded(Image.new("RGBA", (10_000, 10_000), (9, 99, 99, 99)), "WEBP", method=0),
}


def jpeg_of(side):
    return encoded(Image.new("L", (side, side), 90), "JPEG")


@pytest.mark.parametrize("options", [{"lossless": True}, {"quality": 90}])
@pytest.mark.parametrize("mode", ["RGB", "RGBA"])
def test_a_large_webp_looks_as_a_small_one_does(load, mode, options):
    wanted = quartered(300, 200).convert(mode)
    if mode == "RGBA":
        wanted.paste((0, 0, 0, 0), (0, 0, 150, 100))
    large = wanted.resize((6_300, 4_200), Image.Resampling.NEAREST)
    image = load(encoded(large, "WEBP", method=0, **options), max_side=300)
    assert (image.mode, image.size) == ("RGB", (300, 200))
    corner = (255, 255, 255) if mode == "RGBA" else (255, 0, 0)
    assert close_to(image.getpixel((40, 40)), corner)
    for point, colour in (((260, 40), (0, 255, 0)), ((40, 160), (0, 0, 255)), ((260, 160), (255, 255, 255))):
        assert close_to(image.getpixel(point), colour)


@pytest.mark.parametrize("is_animated", [False, True])
def test_a_large_webp_that_is_cut_short_or_animated_is_refused_in_words(load, is_animated):
    picture = quartered(5_200, 5_200)
    others = [Image.new("RGB", picture.size)] if is_animated else []
    content = encoded(picture, "WEBP", save_all=is_animated, append_images=others, method=0)
    with pytest.raises(ImageError):
        load(content if is_animated else content[: len(content) // 2], max_side=300)


@pytest.mark.parametrize("kind", ["PNG", "WEBP"])
def test_a_layer_keeps_its_transparency(tmp_path, kind):
    image = Image.new("RGBA", (400, 200), (0, 255, 0, 0))
    image.paste((255, 0, 0, 255), (200, 0, 400, 200))
    path = tmp_path / "layer"
    path.write_bytes(encoded(image, kind, lossless=True, exact=True))

    layer = load_layered_image(path, max_side=50)

    assert (layer.mode, layer.size) == ("RGBA", (50, 25))
    assert layer.getpixel((10, 12))[3] == 0
    assert close_to(layer.getpixel((40, 12)), (255, 0, 0, 255))
    # the green that nobody sees does not stain the edge
    assert max(layer.getpixel((across, 12))[1] for across in range(25, 30)) < 40


@pytest.mark.parametrize("kind", ["PNG", "JPEG", "WEBP"])
def test_a_layer_without_transparency_is_opaque(tmp_path, kind):
    path = tmp_path / "layer"
    path.write_bytes(encoded(Image.new("RGB", (40, 20), "teal"), kind))
    assert load_layered_image(path, max_side=40).getchannel("A").getextrema() == (255, 255)


def test_a_layer_is_refused_as_any_picture_is(tmp_path):
    path = tmp_path / "layer"
    path.write_bytes(hostile.png(60_000, 60_000))
    with pytest.raises(ImageError):
        load_layered_image(path, max_side=10)
