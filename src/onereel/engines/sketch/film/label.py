"""What a file says of itself in words for machines: who made it, and that a program and not a camera did.

Not here: the bytes that carry it (`boxes.py`) and the visible mark (`watermark.py`).
"""

import json
from dataclasses import dataclass
from xml.sax.saxutils import escape

from onereel import __version__

TOOL = f"onereel {__version__} sketch engine"
TITLE = "AI-generated video"
DISCLOSURE = f"AI-generated content (内容由 AI 生成). Drawn by the {TOOL}."

SOURCE_TYPES = "http://cv.iptc.org/newscodes/digitalsourcetype/"
DRAWN = SOURCE_TYPES + "algorithmicMedia"
"""IPTC: made purely by an algorithm, not based on sampled training data. `trainedAlgorithmicMedia` would be untrue."""
FROM_PICTURES = SOURCE_TYPES + "compositeSynthetic"
"""IPTC: a composite with a synthetic part. The caller's pictures are in it, and we cannot know how those were made."""

_PACKET = """<?xpacket begin="\ufeff" id="W5M0MpCehiHzreSzNTczkc9d"?>
<x:xmpmeta xmlns:x="adobe:ns:meta/">
 <rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">
  <rdf:Description rdf:about=""
    xmlns:xmp="http://ns.adobe.com/xap/1.0/"
    xmlns:dc="http://purl.org/dc/elements/1.1/"
    xmlns:Iptc4xmpExt="http://iptc.org/std/Iptc4xmpExt/2008-02-29/"
    xmlns:TC260="http://www.tc260.org.cn/ns/AIGC/1.0/">
   <xmp:CreatorTool>{tool}</xmp:CreatorTool>
   <dc:description><rdf:Alt><rdf:li xml:lang="x-default">{disclosure}</rdf:li></rdf:Alt></dc:description>
   <Iptc4xmpExt:DigitalSourceType>{source}</Iptc4xmpExt:DigitalSourceType>
   <TC260:AIGC>{aigc}</TC260:AIGC>
  </rdf:Description>
 </rdf:RDF>
</x:xmpmeta>
<?xpacket end="r"?>"""


@dataclass(frozen=True, kw_only=True, slots=True)
class Label:
    """The label of one request's files."""

    from_pictures: bool
    """Whether pictures of the caller's are in them."""
    task_id: str = ""
    """Names the task. Empty leaves it out, and the files of equal requests are equal byte for byte."""

    @property
    def aigc(self) -> str:
        """The implicit label of GB 45438-2025, appendix E: seven entries, all of them there, as JSON."""
        entries = {
            "Label": "1",
            "ContentProducer": "onereel",
            "ProduceID": self.task_id,
            "ReservedCode1": "",
            "ContentPropagator": "",
            "PropagateID": "",
            "ReservedCode2": "",
        }
        return json.dumps(entries, separators=(",", ":"))

    @property
    def tags(self) -> dict[str, str]:
        """The entries of a movie's own metadata."""
        return {"title": TITLE, "comment": DISCLOSURE, "AIGC": self.aigc}

    @property
    def packet(self) -> bytes:
        """The same as an XMP packet."""
        source = FROM_PICTURES if self.from_pictures else DRAWN
        filled = _PACKET.format(tool=escape(TOOL), disclosure=escape(DISCLOSURE), source=source, aigc=escape(self.aigc))
        return filled.encode()
