"""The colours of a time of day and a weather: sky, light, shade and haze.

Not here: the colours of things; those are seen in this light.
"""

from dataclasses import dataclass, replace

from onereel.engines.sketch.animatic.plan import ScenePlan
from onereel.engines.sketch.pixels import Colour, from_hex, mix, scaled


@dataclass(frozen=True, kw_only=True, slots=True)
class Palette:
    """The light in which everything is seen. Colours are (blue, green, red)."""

    sky: tuple[Colour, Colour, Colour, Colour]
    """From the zenith down to the horizon."""
    sun: Colour
    """The disc of the sun or the moon, and its glow."""
    light: Colour
    """What a white wall in the sun looks like."""
    shade: Colour
    """What a white wall in the shadow looks like."""
    haze: Colour
    """What everything turns into with distance."""
    cloud: Colour
    cloud_shade: Colour
    sun_height: float
    """0 at the horizon, 1 at the zenith."""
    sun_across: float
    """0 left, 1 right."""
    glow: float
    dark: bool = False
    """Whether stars can be seen and windows are lit."""
    disc: bool = True
    """Whether sun or moon can be seen."""

    def lit(self, colour: Colour, amount: float = 1.0) -> Colour:
        """A thing of this colour as it looks, from in the shade (0) to in the sun (1)."""
        falling = mix(self.shade, self.light, amount)
        return (colour[0] * falling[0] / 255, colour[1] * falling[1] / 255, colour[2] * falling[2] / 255)

    def far(self, colour: Colour, distance: float) -> Colour:
        """A seen colour through the haze of a distance, 0 to 1."""
        return mix(colour, self.haze, distance)


def _palette(
    sky: str,
    *,
    sun: str,
    light: str,
    shade: str,
    haze: str,
    clouds: str,
    sun_height: float,
    glow: float,
    dark: bool = False,
) -> Palette:
    top, upper, lower, horizon = (from_hex(code) for code in sky.split())
    cloud, cloud_shade = (from_hex(code) for code in clouds.split())
    return Palette(
        sky=(top, upper, lower, horizon),
        sun=from_hex(sun),
        light=from_hex(light),
        shade=from_hex(shade),
        haze=from_hex(haze),
        cloud=cloud,
        cloud_shade=cloud_shade,
        sun_height=sun_height,
        sun_across=0.5,
        glow=glow,
        dark=dark,
    )


TIMES_OF_DAY = {
    "day": (
        _palette("2f7fd0 5aa6e4 98cdf0 dcf0f4", sun="fffbe6", light="fff6e2", shade="8ea6c8", haze="cbe3ee",
                 clouds="ffffff b4c8dc", sun_height=0.72, glow=0.55),
        _palette("1b63b4 3f93dc 84c4f0 cfeaf2", sun="fffbe6", light="fff8e8", shade="8298c0", haze="bcdcec",
                 clouds="ffffff a8c0d8", sun_height=0.80, glow=0.45),
        _palette("3a8fc4 74b8dc b4dcea eef2e4", sun="fff8dc", light="fff0d6", shade="8fa6c0", haze="dde6e2",
                 clouds="fffaf0 c0cbd4", sun_height=0.62, glow=0.65),
        _palette("2a6fae 5f9fd2 a9d3ea f6ead2", sun="fff4cc", light="ffecc8", shade="8a98b4", haze="e6dfd0",
                 clouds="fff6e6 b6b8c4", sun_height=0.48, glow=0.8),
        _palette("1d7fb8 46a9cf 93d6de d8f2ea", sun="fffdf0", light="fffaf0", shade="86a4bc", haze="c4e2e0",
                 clouds="ffffff a9c6cc", sun_height=0.76, glow=0.5),
    ),
    "sunset": (
        _palette("2c2f68 7d4580 e5705f ffc878", sun="fff2c4", light="ffb482", shade="6a5088", haze="f0946c",
                 clouds="ffb68c 84507c", sun_height=0.10, glow=1.0),
        _palette("1f3a6e 5f6a9c e89a78 ffd9a0", sun="fff4d2", light="ffc694", shade="5c5c8c", haze="e8a684",
                 clouds="ffccaa 7a6a90", sun_height=0.13, glow=1.0),
        _palette("3c1f52 93345f f05f4a ffb35a", sun="ffeab0", light="ffa070", shade="64407a", haze="e87a58",
                 clouds="ff9f78 74385c", sun_height=0.08, glow=1.0),
    ),
    "dawn": (
        _palette("5d86bc a2bbda f2d2c8 ffe9c6", sun="fff8e0", light="ffe4c4", shade="7c8cb4", haze="ecd9cf",
                 clouds="fff2e6 a9aecb", sun_height=0.16, glow=0.9),
        _palette("6b7fb8 b7a8cf f5c1b8 ffe2b4", sun="fff4d6", light="ffd8bc", shade="7a7cac", haze="e8c8c4",
                 clouds="ffe4dc a898bc", sun_height=0.12, glow=0.95),
    ),
    "night": (
        _palette("060b22 0d1b40 1c3c68 3a6486", sun="f6f4e2", light="7f9ccc", shade="2b3f6c", haze="2c4c70",
                 clouds="4a6690 1c2c50", sun_height=0.70, glow=0.35, dark=True),
        _palette("080820 171640 33306c 5a5488", sun="f4efe6", light="8c92c8", shade="2e3264", haze="3c4072",
                 clouds="57578c 22244a", sun_height=0.62, glow=0.40, dark=True),
    ),
}  # fmt: skip

GLOOM = _palette("3d4856 5c6a78 8995a0 bcc5ca", sun="d8dde0", light="c6cfd6", shade="6b7887", haze="a9b4bb",
                 clouds="b4bec6 4c5866", sun_height=0.6, glow=0.1)  # fmt: skip
CYBER = _palette("0a0626 2a1254 74207e ff5aa6", sun="ffd4f2", light="c890ff", shade="3c2a78", haze="7a2f88",
                 clouds="7c3a94 221446", sun_height=0.3, glow=0.6, dark=True)  # fmt: skip
INK = _palette("e4dfd0 e9e4d7 eeeade f4f0e6", sun="c4513c", light="f2efe6", shade="8d8c86", haze="ebe6d9",
               clouds="f6f2e8 d4cfc2", sun_height=0.62, glow=0.0)  # fmt: skip
STORM = _palette("232c38 384552 56626e 8a969c", sun="b8c0c4", light="9aa6b0", shade="4c5866", haze="76828a",
                 clouds="7c8890 2c3642", sun_height=0.6, glow=0.0)  # fmt: skip
GLOOMY = {"storm": 0.85, "rain": 0.72, "cloudy": 0.6, "snow": 0.62, "fog": 0.55}
SNOWY = _palette("8fa3b8 aebdcb cad5de e6ebee", sun="fff4e2", light="f0f2f4", shade="9fb0c6", haze="dbe3ea",
                 clouds="eef1f4 b6c3d0", sun_height=0.6, glow=0.1)  # fmt: skip
LAMPS: dict[str, tuple[Colour, Colour]] = {
    "room": ((196, 226, 250), (112, 128, 156)),
    "stage": ((236, 236, 252), (130, 100, 116)),
    "street": ((160, 176, 200), (70, 74, 98)),
    "city": ((150, 160, 196), (70, 72, 100)),
    "space": ((255, 248, 240), (150, 110, 96)),
}
"""Light and shade of places that the night outside leaves bright."""
DEEP: tuple[Colour, Colour, Colour] = ((176, 118, 38), (255, 240, 206), (190, 136, 78))
"""Haze, light and shade under water."""
NIGHT_KEEPS = 0.35


def choose_palette(plan: ScenePlan, *, variety: float, across: float) -> Palette:
    """The palette of a plan; `variety` and `across` (0 to 1) tell alike scenes apart."""
    if plan.style == "ink":
        return replace(INK, sun_across=0.25 + 0.5 * across)
    if plan.style == "cyberpunk" and plan.time in ("night", "sunset"):
        base = CYBER
    else:
        choices = TIMES_OF_DAY[plan.time]
        base = choices[min(len(choices) - 1, int(variety * len(choices)))]
    if plan.place == "underwater":
        base = replace(base, haze=DEEP[0], light=DEEP[1], shade=DEEP[2])
    if plan.place in LAMPS and base.dark:
        light, shade = LAMPS[plan.place]
        base = replace(base, light=light, shade=shade) if plan.style != "cyberpunk" else base
    base = replace(base, sun_across=0.22 + 0.56 * across)
    gloom = GLOOMY.get(plan.weather, 0.0) * (NIGHT_KEEPS if base.dark else 1.0)
    gloomy = {"storm": STORM, "snow": SNOWY}.get(plan.weather, GLOOM)
    return _towards(base, gloomy if not base.dark else _darkened(gloomy), gloom) if gloom else base


def _darkened(palette: Palette) -> Palette:
    top, upper, lower, horizon = (scaled(colour, 0.25) for colour in palette.sky)
    return replace(
        palette,
        sky=(top, upper, lower, horizon),
        light=scaled(palette.light, 0.4),
        shade=scaled(palette.shade, 0.4),
        haze=scaled(palette.haze, 0.35),
        cloud=scaled(palette.cloud, 0.3),
        cloud_shade=scaled(palette.cloud_shade, 0.3),
    )


def _towards(base: Palette, other: Palette, share: float) -> Palette:
    top, upper, lower, horizon = (mix(a, b, share) for a, b in zip(base.sky, other.sky, strict=True))
    return replace(
        base,
        sky=(top, upper, lower, horizon),
        sun=mix(base.sun, other.sun, share),
        light=mix(base.light, other.light, share),
        shade=mix(base.shade, other.shade, share),
        haze=mix(base.haze, other.haze, share),
        cloud=mix(base.cloud, other.cloud, share),
        cloud_shade=mix(base.cloud_shade, other.cloud_shade, share),
        glow=base.glow * (1 - share),
        disc=share < 0.45,
    )
