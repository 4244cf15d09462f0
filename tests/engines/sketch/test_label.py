"""What the files say of themselves to machines: that a program made them, by which rule, and nothing when unwanted."""

import json
import struct
from pathlib import Path
from uuid import UUID
from xml.etree import ElementTree as ET

import av
import cv2
import pytest
from PIL import Image
from tests.engines.sketch.workbench import draw, frames_of, photograph, picture_of, save

from onereel.domain.request import Corner, Watermark
from onereel.engines.base import Materials

RDF = "{http://www.w3.org/1999/02/22-rdf-syntax-ns#}"
IPTC = "{http://iptc.org/std/Iptc4xmpExt/2008-02-29/}"
TC260 = "{http://www.tc260.org.cn/ns/AIGC/1.0/}"
XMP_BOX = UUID("be7acfcb-97a9-42e8-9c71-999491e3afac")
ELEMENTS = (
    "Label", "ContentProducer", "ProduceID", "ReservedCode1", "ContentPropagator", "PropagateID", "ReservedCode2",
)  # fmt: skip


def boxes_of(path: Path):
    """The outermost boxes of an MP4: kind, offset, body."""
    content = path.read_bytes()
    at = 0
    while at < len(content):
        size, kind = struct.unpack_from(">I4s", content, at)
        assert size >= 8
        yield kind, at, content[at + 8 : at + size]
        at += size
    assert at == len(content)


def packet_of_movie(path: Path) -> bytes | None:
    packets = [body[16:] for kind, _, body in boxes_of(path) if kind == b"uuid" and body[:16] == XMP_BOX.bytes]
    return packets[0] if packets else None


def packet_of_picture(path: Path) -> bytes | None:
    with Image.open(path) as image:
        return image.info.get("xmp")


def described(packet: bytes) -> ET.Element:
    body = packet.decode().split("?>", 1)[1].rsplit("<?xpacket", 1)[0]
    return ET.fromstring(body).find(f"{RDF}RDF/{RDF}Description")


def tags_of(path: Path) -> dict[str, str]:
    with av.open(str(path)) as container:
        return dict(container.metadata)


def test_the_movie_names_the_engine_and_says_that_it_is_generated(tmp_path):
    tags = tags_of(draw(tmp_path, frame_count=2).video)

    assert "AI-generated" in tags["title"]
    assert "AI-generated" in tags["comment"]
    assert "内容由 AI 生成" in tags["comment"]
    assert "sketch engine" in tags["encoding_tool"]


def test_the_movie_carries_the_seven_elements_of_the_implicit_label(tmp_path):
    label = json.loads(tags_of(draw(tmp_path, frame_count=2).video)["AIGC"])

    assert tuple(label) == ELEMENTS
    assert label["Label"] == "1"
    assert label["ProduceID"] == ""


@pytest.mark.parametrize("packet_of", [packet_of_movie, packet_of_picture])
def test_movie_and_cover_carry_the_same_in_xmp(tmp_path, packet_of):
    made = draw(tmp_path, frame_count=2)
    facts = described(packet_of(made.video if packet_of is packet_of_movie else made.cover))

    assert facts.find(f"{IPTC}DigitalSourceType").text.endswith("/digitalsourcetype/algorithmicMedia")
    assert tuple(json.loads(facts.find(f"{TC260}AIGC").text)) == ELEMENTS


def test_a_film_of_the_callers_pictures_is_called_a_composite_of_them(tmp_path):
    picture = photograph(1)
    materials = Materials(first_frame=save(picture, tmp_path / "first.png"))

    made = draw(tmp_path, materials=materials, first_frame=picture_of(picture), frame_count=2)

    source = described(packet_of_movie(made.video)).find(f"{IPTC}DigitalSourceType").text
    assert source == "http://cv.iptc.org/newscodes/digitalsourcetype/compositeSynthetic"


def test_the_label_stands_last_and_the_movie_still_starts_at_once(tmp_path):
    kinds = [kind for kind, _, _ in boxes_of(draw(tmp_path, frame_count=5).video)]

    assert kinds.index(b"moov") < kinds.index(b"mdat")
    assert kinds[-1] == b"uuid"


def test_the_twin_is_labelled_too(tmp_path):
    mark = Watermark(corner=Corner.TOP_LEFT, text="", twin=True)
    made = draw(tmp_path, watermark=mark, frame_count=2)

    assert packet_of_movie(made.watermarked) == packet_of_movie(made.video)


def test_the_label_can_be_left_out(tmp_path):
    made = draw(tmp_path, label=False, frame_count=2)

    assert packet_of_movie(made.video) is None
    assert packet_of_picture(made.cover) is None
    assert "AI" not in "".join(tags_of(made.video).values())
    assert len(frames_of(made.video)) == 2


def test_the_task_is_named_only_where_it_is_wanted(tmp_path):
    made = draw(tmp_path, task_id="task-7", frame_count=2)

    assert json.loads(tags_of(made.video)["AIGC"])["ProduceID"] == "task-7"


def test_every_reader_still_takes_the_labelled_cover(tmp_path):
    cover = draw(tmp_path, frame_count=2).cover

    with Image.open(cover) as image:
        image.load()
        assert image.info["jfif"]
    assert cv2.imread(str(cover)) is not None
