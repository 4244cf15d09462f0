"""The files that the engine writes: what a player, a probe and a strict reader find in them."""

import cv2
import numpy as np
import pytest
from tests.engines.sketch.workbench import (
    HEIGHT,
    WIDTH,
    difference,
    draw,
    frames_of,
    photograph,
    picture_of,
    save,
    streams_of,
)

from onereel.domain.request import Corner, Sound, Watermark
from onereel.engines.base import Materials
from onereel.engines.sketch.film import production
from onereel.engines.sketch.messages import Codec


@pytest.mark.parametrize(("rate", "count"), [(24, 25), (30, 30), (16, 17), (25, 1)])
def test_the_video_has_exactly_the_asked_frames_at_a_constant_rate(tmp_path, rate, count):
    made = draw(tmp_path, frame_rate=rate, frame_count=count)

    streams = streams_of(made.video)
    assert (streams.rate, streams.frames, len(frames_of(made.video))) == (rate, count, count)
    assert float(streams.video_seconds) == pytest.approx(count / rate, abs=0.001)


@pytest.mark.parametrize(("width", "height"), [(320, 180), (180, 320), (200, 200), (334, 178)])
def test_the_video_and_its_cover_have_exactly_the_asked_size(tmp_path, width, height):
    made = draw(tmp_path, width=width, height=height, frame_count=2)

    streams = streams_of(made.video)
    assert (streams.width, streams.height) == (width, height)
    assert cv2.imread(str(made.cover)).shape[:2] == (height, width)


@pytest.mark.parametrize(("codec", "name", "profile"), [(Codec.H264, "h264", "High"), (Codec.AV1, "libdav1d", "Main")])
def test_the_video_is_what_players_expect_in_tagged_bt709(tmp_path, codec, name, profile):
    streams = streams_of(draw(tmp_path, codec=codec, frame_count=25, frame_rate=24).video)

    assert (streams.codec, streams.profile, streams.pixel_format) == (name, profile, "yuv420p")
    assert streams.colours == (1, 1, 1, 1)
    assert (streams.rate, streams.frames) == (24, 25)


def test_colours_survive_the_conversion(tmp_path):
    bars = np.zeros((HEIGHT, WIDTH, 3), np.uint8)
    for number, colour in enumerate(((200, 40, 40), (40, 200, 40), (40, 40, 200), (200, 200, 40), (128, 128, 128))):
        bars[:, number * 64 : number * 64 + 64] = colour
    materials = Materials(first_frame=save(bars, tmp_path / "bars.png"))

    made = draw(tmp_path, materials=materials, first_frame=picture_of(bars), frame_count=2)

    seen = frames_of(made.video)[0]
    for number in range(5):
        middle = (slice(60, 120), slice(number * 64 + 20, number * 64 + 44))
        assert difference(seen[middle], bars[middle]) < 4


def test_a_player_can_start_before_the_whole_file_is_there(tmp_path):
    content = draw(tmp_path, sound=Sound.MUSIC).video.read_bytes()

    assert content.find(b"moov") < content.find(b"mdat")


def test_the_cover_is_the_frame_a_third_into_the_clip(tmp_path):
    made = draw(tmp_path, prompt="running dog", frame_count=12)

    cover = cv2.imread(str(made.cover))
    frames = frames_of(made.video)
    assert min(range(12), key=lambda number: difference(frames[number], cover)) == 4


@pytest.mark.parametrize("codec", list(Codec))
@pytest.mark.parametrize("width", [320, 480])
def test_equal_requests_make_equal_files(tmp_path, codec, width):
    first = draw(tmp_path / "first", sound=Sound.GENERATED, codec=codec, width=width)
    second = draw(tmp_path / "second", sound=Sound.GENERATED, codec=codec, width=width)

    assert first.video.read_bytes() == second.video.read_bytes()
    assert first.cover.read_bytes() == second.cover.read_bytes()


def test_the_number_of_drawing_threads_changes_no_byte(tmp_path, monkeypatch):
    first = draw(tmp_path / "first")
    monkeypatch.setattr(production, "DRAWING_THREADS", 5)
    second = draw(tmp_path / "second")

    assert first.video.read_bytes() == second.video.read_bytes()


def test_another_seed_makes_another_picture(tmp_path):
    first = draw(tmp_path / "first", seed=1, frame_count=2)
    second = draw(tmp_path / "second", seed=2, frame_count=2)

    assert difference(frames_of(first.video)[0], frames_of(second.video)[0]) > 2


@pytest.mark.parametrize("corner", list(Corner))
def test_the_mark_stands_in_the_asked_corner_and_nowhere_else(tmp_path, corner):
    made = draw(tmp_path, watermark=Watermark(corner=corner, text="内容由 AI 生成", twin=True), frame_count=3)

    difference = np.abs(frames_of(made.watermarked)[1].astype(int) - frames_of(made.video)[1]).max(axis=2)
    # The two files are encoded apart, so that single pixels of grass differ, too; letters are wider.
    changed = cv2.blur(difference.astype(np.float32), (5, 5)) > 24
    rows, columns = np.nonzero(changed)
    assert rows.size > 40
    assert (np.median(rows) < HEIGHT / 2) == (corner in (Corner.TOP_LEFT, Corner.TOP_RIGHT))
    assert (np.median(columns) < WIDTH / 2) == (corner in (Corner.TOP_LEFT, Corner.BOTTOM_LEFT))
    assert np.ptp(np.percentile(rows, [3, 97])) < HEIGHT * 0.12
    assert np.ptp(np.percentile(columns, [3, 97])) < WIDTH * 0.45


def test_without_a_twin_the_video_itself_is_marked(tmp_path):
    mark = Watermark(corner=Corner.TOP_LEFT, text="内容由 AI 生成")
    plain = draw(tmp_path / "plain", frame_count=3)
    marked = draw(tmp_path / "marked", watermark=mark, frame_count=3)

    assert marked.watermarked is None
    assert difference(frames_of(plain.video)[1][:30, :120], frames_of(marked.video)[1][:30, :120]) > 1


def test_the_callers_own_mark_is_shown_instead_of_the_text(tmp_path):
    red = np.full((40, 80, 3), (30, 30, 230), np.uint8)
    mark = Watermark(corner=Corner.BOTTOM_RIGHT, text="", picture=picture_of(red), twin=True)
    materials = Materials(watermark=save(red, tmp_path / "mark.png"))

    made = draw(tmp_path, materials=materials, watermark=mark, frame_count=2)

    corner = frames_of(made.watermarked)[1][-16:-8, -28:-12].astype(int)
    assert np.mean(corner[..., 2]) > 150
    assert np.mean(corner[..., 2]) > np.mean(corner[..., 0]) + 60


@pytest.mark.parametrize("kind", ["png", "webp"])
def test_a_mark_is_seen_through_where_its_picture_is_transparent(tmp_path, kind):
    ring = np.zeros((60, 60, 4), np.uint8)
    cv2.circle(ring, (30, 30), 24, (30, 30, 230, 255), 8)
    path = tmp_path / f"ring.{kind}"
    assert cv2.imwrite(str(path), ring, [cv2.IMWRITE_WEBP_QUALITY, 101] if kind == "webp" else [])
    mark = Watermark(corner=Corner.TOP_LEFT, text="", picture=picture_of(ring), twin=True)

    made = draw(tmp_path, materials=Materials(watermark=path), watermark=mark, width=640, height=360, frame_count=2)

    clean, marked = frames_of(made.video)[0], frames_of(made.watermarked)[0]
    side = round(360 * 0.09)
    stamp = (slice(9, 9 + side), slice(9, 9 + side))
    changed = np.abs(clean[stamp].astype(int) - marked[stamp]).max(axis=2)
    middle = side // 2
    assert changed[:3, :3].max() < 12
    assert changed[middle - 2 : middle + 2, middle - 2 : middle + 2].max() < 12
    assert changed.max() > 80


@pytest.mark.parametrize("corner", list(Corner))
@pytest.mark.parametrize(("width", "height"), [(64, 64), (34, 640), (640, 34)])
def test_a_long_mark_fits_into_a_narrow_frame(tmp_path, corner, width, height):
    mark = Watermark(corner=corner, text="一个非常长的水印文字 with many words in it", twin=True)

    made = draw(tmp_path, watermark=mark, width=width, height=height, frame_count=1)

    assert difference(frames_of(made.watermarked)[0], frames_of(made.video)[0]) > 0


def test_the_cover_of_a_marked_video_carries_the_mark(tmp_path):
    mark = Watermark(corner=Corner.TOP_LEFT, text="内容由 AI 生成")
    plain = draw(tmp_path / "plain", frame_count=3)
    marked = draw(tmp_path / "marked", watermark=mark, frame_count=3)

    first, second = (cv2.imread(str(made.cover)) for made in (plain, marked))
    assert difference(first[:30, :120], second[:30, :120]) > 1
    assert difference(first[60:], second[60:]) < 0.5


def test_a_mark_with_letters_of_many_kinds_is_drawn(tmp_path):
    mark = Watermark(corner=Corner.TOP_LEFT, text="Привет 世界 😀 \u202eok", twin=True)

    assert draw(tmp_path, watermark=mark, frame_count=2).watermarked is not None


def test_photographs_of_two_seeds_differ():
    assert difference(photograph(1), photograph(2)) > 20
