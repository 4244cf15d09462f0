# Written by `make client` out of ../aio: change that.
"""Pictures that the server is to keep.

Not here: what a picture may be (`onereel.client.pictures`).
"""

from onereel.client.dialects.paiwo import read_picture, write_picture
from onereel.client.flow import in_thread
from onereel.client.pictures import Image, Picture, PictureSource, load_picture
from onereel.client.reading import parse_object
from onereel.client.retries import Safety
from onereel.client.sync.transport import Transport


class Images:
    """Uploads."""

    def __init__(self, transport: Transport) -> None:
        self._transport = transport

    def upload(self, source: PictureSource) -> Image:
        """Hand a picture over: a path, bytes, or an address that the server fetches. It costs nothing.

        PNG, JPEG or WebP; a file smaller than 10 MB. The Image may be given as a frame, also by other programs that
        have the same key. Raises Unsupported before anything is sent, PictureRefused, ApiError, ConnectionFailed.

        Source: the document paiwo_image_upload (doc.dmxapi.cn).
        """
        return self.keep(in_thread(lambda: load_picture(source, field="source")))

    def keep(self, picture: Picture) -> Image:
        """The same for a picture that was looked at; one that is kept already is not sent."""
        if isinstance(picture, Image):
            return picture
        answer = self._transport.ask(write_picture(picture), safety=Safety.READ)
        return read_picture(parse_object(answer.content), request_id=answer.request_id)
