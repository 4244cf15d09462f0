"""A forest.

Not here: single trees.
"""

from onereel.engines.sketch.animatic.cloudscape import paint_clouds
from onereel.engines.sketch.animatic.grass import grow_grass
from onereel.engines.sketch.animatic.land import paint_ground
from onereel.engines.sketch.animatic.scenes import Scene, SceneKind
from onereel.engines.sketch.animatic.sky import paint_sky
from onereel.engines.sketch.animatic.stage import Layer, Stage
from onereel.engines.sketch.animatic.trees import Row, paint_trees
from onereel.engines.sketch.animatic.weather import Fireflies, Mist

COLOUR = (72, 104, 66)
ROWS = (
    Row(name="firs 0", kind="fir", base=0.66, height=0.30, count=60, colour=COLOUR, distance=0.72, depth=0.10),
    Row(name="firs 1", kind="fir", base=0.69, height=0.40, count=44, colour=COLOUR, distance=0.52, depth=0.18),
    Row(name="firs 2", kind="fir", base=0.73, height=0.52, count=28, colour=COLOUR, distance=0.32, depth=0.30),
    Row(name="firs 3", kind="fir", base=0.77, height=0.66, count=14, colour=COLOUR, distance=0.14, depth=0.48),
)
NEAR = Row(
    name="near", kind="fir", base=1.02, height=1.25, count=2, colour=(46, 64, 44), distance=0.0, depth=1.35, aside=True
)
MISTY = (1, 2)
"""Behind which rows there is mist."""


def build(stage: Stage) -> Scene:
    """Firs behind firs in the morning mist, a clearing in front."""
    layers: list[Layer] = [paint_sky(stage, horizon=0.66), *paint_clouds(stage, horizon=0.62)]
    for number, row in enumerate(ROWS):
        layers.append(paint_trees(stage, row))
        if number in MISTY:
            layers.append(Mist(stage=stage, middle=row.base - 0.06, height=0.08, strength=0.5))
    layers.append(paint_ground(stage, name="clearing", top=0.755, far=(70, 122, 96), near=(40, 72, 58), depth=0.75))
    bank = (62, 128, 88)
    layers.append(
        grow_grass(stage, name="back", base=0.83, height=0.05, count=420, colour=bank, depth=0.85, flowers=0.05)
    )
    front: list[Layer] = [
        paint_trees(stage, NEAR),
        grow_grass(stage, name="near", base=1.05, height=0.16, count=220, colour=(44, 98, 66), depth=1.25),
    ]
    if stage.palette.dark:
        front.append(Fireflies(stage=stage))
    return Scene(behind=layers, front=front, ground=0.90, horizon=0.64)


SCENE = SceneKind(
    name="forest",
    words="森林 树林 竹林 丛林 林间 林中 密林 forest woods jungle pine-forest woodland",
    build=build,
    sounds=("birds", "wind"),
    time="dawn",
    weight=2,
)
