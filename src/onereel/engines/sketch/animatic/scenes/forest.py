"""A forest.

Not here: single trees.
"""

from onereel.engines.sketch.animatic.cloudscape import paint_clouds
from onereel.engines.sketch.animatic.grass import grow_grass, sow
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
    name="near", kind="trunk", base=1.04, height=1.35, count=3, colour=(50, 62, 52), distance=0.0, depth=1.2, aside=True
)


def build(stage: Stage) -> Scene:
    """Firs behind firs in the morning mist, great trunks at the sides of a clearing."""
    layers: list[Layer] = [paint_sky(stage, horizon=0.66), *paint_clouds(stage, horizon=0.62)]
    layers.append(paint_trees(stage, *ROWS[:2]))
    if stage.plan.weather != "fog":  # which brings its own
        layers.append(Mist(stage=stage, middle=0.62, height=0.09, strength=0.6))
    layers.append(paint_trees(stage, *ROWS[2:]))
    clearing = paint_ground(stage, name="clearing", top=0.755, far=(70, 122, 96), near=(40, 72, 58), depth=0.75)
    layers.append(sow(stage, clearing, name="turf", top=0.76, count=420, colour=(58, 122, 84), flowers=0.06))
    front: list[Layer] = [
        paint_trees(stage, NEAR),
        grow_grass(stage, name="near", base=1.05, height=0.14, count=220, colour=(44, 98, 66), depth=1.25),
    ]
    if stage.palette.dark:
        front.append(Fireflies(stage=stage))
    return Scene(behind=layers, front=front, ground=0.90, horizon=0.64)


SCENE = SceneKind(
    name="forest",
    words=(
        "树丛 雨林 松林 枫林 树下 rainforest bamboo-forest grove 森林 树林 竹林 丛林 林间 林中 密林 forest "
        "woods jungle pine-forest woodland"
    ),
    build=build,
    sounds=("birds", "wind"),
    time="dawn",
    weight=2,
)
