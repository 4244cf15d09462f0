"""Cyberpunk: neon and rain.

Not here: its sky (`palette.py`) and its neon signs (`buildings.py`).
"""

from onereel.engines.sketch.animatic.styles import StyleKind

STYLE = StyleKind(
    name="cyberpunk",
    words="赛博朋克 赛博 霓虹 未来都市 cyberpunk neon synthwave vaporwave futuristic",
)
