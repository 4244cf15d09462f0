"""High up in the sky, over a sea of clouds.

Not here: the sky over land; every scene outdoors has its own.
"""

from onereel.engines.sketch.animatic.cloudscape import paint_bank, paint_clouds
from onereel.engines.sketch.animatic.scenes import Scene, SceneKind
from onereel.engines.sketch.animatic.sky import paint_sky
from onereel.engines.sketch.animatic.stage import Layer, Stage


def build(stage: Stage) -> Scene:
    """Bank behind bank of clouds, the nearest ones below the viewer."""
    layers: list[Layer] = [paint_sky(stage, horizon=0.74), *paint_clouds(stage, horizon=0.60)]
    layers.append(paint_bank(stage, name="far", top=0.68, depth=0.12))
    layers.append(paint_bank(stage, name="middle", top=0.78, depth=0.35))
    front: list[Layer] = [paint_bank(stage, name="near", top=0.92, depth=0.9)]
    return Scene(behind=layers, front=front, ground=0.90, horizon=0.66, floor=False)


SCENE = SceneKind(
    name="sky",
    words="天空 空中 云端 云海 高空 蓝天白云 sky skies sea-of-clouds above-the-clouds cloudscape",
    build=build,
    sounds=("wind",),
    weight=0,
)
