"""What a model cannot do is an error that names the argument, and nothing is sent.

Not here: that the tables of client and server agree (`test_agreement.py`).
"""

import pytest

from onereel import Image, Unsupported

FRAMES = {"first_frame": Image(id=1, url="https://cdn.example/1.png"), "last_frame": Image(id=2)}
KLING, WAN, PAIWO, VIDU = "kling-v2-6-text2video", "wan2.6-t2v", "paiwo-v5.6-itv2", "viduq2-pro"


@pytest.mark.parametrize(
    ("model", "wish", "field", "words"),
    [
        ("veo-9", {}, "model", "There is no model 'veo-9': there are paiwo-v5.6-itv2, wan2.6-t2v, kling-v2-6-text2v"),
        (KLING, {"prompt": "  "}, "prompt", "kling-v2-6-text2video needs a `prompt`."),
        (KLING, {"prompt": "x" * 2501}, "prompt", "`prompt` has 2501 characters; at most 2500 are taken."),
        (WAN, {"prompt": "x" * 1501}, "prompt", "`prompt` has 1501 characters; at most 1500 are taken."),
        (KLING, {"prompt": 7}, "prompt", "`prompt` is text, not int."),
        (WAN, {"negative_prompt": "x" * 501}, "negative_prompt", "at most 500 are taken"),
        (VIDU, FRAMES | {"negative_prompt": "cars"}, "negative_prompt", "takes no `negative_prompt`"),
        (KLING, {"first_frame": b""}, "first_frame", "makes videos from words alone: it takes no `first_frame`."),
        (WAN, {"last_frame": "a.png"}, "last_frame", "takes no `last_frame`"),
        (PAIWO, {"first_frame": FRAMES["first_frame"]}, "last_frame", "needs both `first_frame` and `last_frame`"),
        (VIDU, {}, "first_frame", "needs both"),
        (KLING, {"size": "640x480"}, "size", "`size` is one of 720p, 1080p, 1280x720, 720x1280, 960x960"),
        (PAIWO, FRAMES | {"size": "1280x720"}, "size", "`size` is one of 360p, 540p, 720p, 1080p; not '1280x720'."),
        (KLING, {"duration": 8}, "duration", "`duration` is one of 5, 10; not 8."),
        (KLING, {"duration": 5.0}, "duration", "not 5.0"),
        (VIDU, FRAMES | {"duration": True}, "duration", "not True"),
        (WAN, {"duration": 16}, "duration", "one of 2, 3, 4"),
        (KLING, {"seed": 1}, "seed", "takes no `seed`"),
        (VIDU, FRAMES | {"seed": 0}, "seed", "`seed` is a whole number from 1 to 2147483647."),
        (WAN, {"seed": 2**31}, "seed", "from 0 to 2147483647"),
        (WAN, {"audio": False}, "audio", "wan2.6-t2v cannot leave out the sound."),
        (KLING, {"audio": "https://example.com/a.mp3"}, "audio", "cannot take a sound file"),
        (WAN, {"audio": "a.mp3"}, "audio", "the address of a sound file by http(s)"),
        (PAIWO, FRAMES | {"size": "1080p", "duration": 10}, "duration", "10 seconds are not made at 1080p"),
        (PAIWO, FRAMES | {"duration": 8, "options": {"motion_mode": "fast"}}, "options", "is not made with 8 seconds"),
        (KLING, {"options": {"mode": "pro"}}, "options", "has no option 'mode'; it has callback_url."),
        (WAN, {"prompt": "half a pair: \ud83d"}, "prompt", "`prompt` cannot be sent as JSON"),
        (WAN, {"options": {"watermark": {1}}}, "options", "`options` cannot be sent as JSON"),
        (WAN, {"options": {"watermark": float("nan")}}, "options", "`options` cannot be sent as JSON"),
        (VIDU, FRAMES, "last_frame", "Vidu takes pictures by address, and this Image has none."),
        (KLING, {"options": ["mode"]}, "options", "`options` maps names to values, such as {'watermark': True};"),
        (KLING, {"options": "mode=pro"}, "options", "not 'mode=pro'."),
        (KLING, {"idempotency_key": "with\nline"}, "idempotency_key", "1 to 255 visible ASCII characters"),
        (KLING, {"idempotency_key": ""}, "idempotency_key", "1 to 255 visible ASCII characters"),
    ],
)
def test_it_is_said_before_anything_is_sent(client, world, model, wish, field, words):
    with pytest.raises(Unsupported) as raised:
        client.videos.create(**({"model": model, "prompt": "海"} | wish))
    assert raised.value.field == field
    assert words in str(raised.value)
    assert world.requests == []


@pytest.mark.parametrize(
    ("source", "words"),
    [
        ("nowhere.png", "`first_frame`: there is no file nowhere.png."),
        ("nul\0l.png", "`first_frame`: "),
        (b"GIF89a", "`first_frame`: the bytes must be a PNG, JPEG or WebP file."),
        (b"\xff\xd8\xff" + bytes(10 * 1024 * 1024), "the bytes must be smaller than 10 MB"),
        ("https://example.com/" + "a" * 9000, "an address has at most 8192 printable characters"),
        ("https://example.com/\ud83d", "an address has at most 8192 printable characters"),
        ("", "`first_frame` is empty: it takes a path, bytes, an address or an Image."),
        ("ftp://example.com/a.png", "an address begins with http:// or https://, not 'ftp://example.com/a.'."),
        ("data:image/png;base64,AAAA", "an address begins with http:// or https://, not 'data:image/png;base6'."),
        (7, "takes a path, bytes, an address or an Image, not int"),
    ],
)
def test_pictures_are_looked_at_before_anything_is_sent(client, world, source, words):
    with pytest.raises(Unsupported) as raised:
        client.videos.create(model=PAIWO, prompt="海", first_frame=source, last_frame=Image(id=2))
    assert raised.value.field == "first_frame"
    assert words in str(raised.value)
    assert world.requests == []


def test_a_directory_is_no_picture(client, tmp_path):
    with pytest.raises(Unsupported, match="is a directory"):
        client.images.upload(tmp_path)


def test_an_argument_that_nobody_knows_is_a_type_error(client):
    with pytest.raises(TypeError, match="durations"):
        client.videos.generate(model=KLING, prompt="海", durations=5)
