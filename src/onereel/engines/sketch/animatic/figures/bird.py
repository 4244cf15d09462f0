"""Birds in the sky.

Not here: birds on the ground.
"""

import math

from onereel.engines.sketch.animatic.figures import FigureKind, Pose
from onereel.engines.sketch.animatic.figures.pen import Pen, darker


def draw(pen: Pen, pose: Pose) -> None:
    """A bird flying to the right, wings beating; now and then it glides."""
    colour = pose.colour or (210, 214, 220)
    glide = 0.35 + 0.65 * min(1.0, abs(math.sin(pose.seconds * 0.55)) * 1.6)
    beat = math.sin(pose.seconds * 8.5) * glide
    pen.blob([(-0.50, 0.02), (-0.15, 0.09), (0.28, 0.09), (0.46, 0.03), (0.25, -0.09), (-0.15, -0.08)], colour)
    pen.shape([(-0.40, 0.03), (-0.72, 0.10), (-0.70, -0.06)], darker(colour))
    pen.shape([(0.42, 0.05), (0.60, 0.0), (0.42, -0.02)], (60, 150, 232))
    for shift, shade in ((0.10, 0.72), (-0.02, 0.94)):
        elbow = (shift - 0.06, 0.42 * beat + 0.10)
        tip = (shift - 0.34, 0.95 * beat + 0.02 - 0.25 * abs(beat))
        pen.blob(
            [(shift + 0.20, 0.05), elbow, tip, (shift - 0.22, 0.22 * beat), (shift - 0.18, 0.0)], darker(colour, shade)
        )


FIGURE = FigureKind(
    name="bird",
    words=(
        "麻雀 鸽群 喜鹊 海鸟 孔雀 sparrow pigeon magpie parrot flock-of-birds 鸟 小鸟 飞鸟 海鸥 大雁 燕子 "
        "白鹤 鹤 鹰 老鹰 鸽子 bird birds seagull gull geese swallow eagle crane dove"
    ),
    draw=draw,
    box=(-0.85, -1.15, 0.75, 1.15),
    height=0.045,
    actions=("fly",),
    medium="air",
    speeds={"fly": 1.3},
    count=5,
    sounds=("birds",),
)
