"""A desert of dunes.

Not here: rocks.
"""

from onereel.engines.sketch.animatic.cloudscape import paint_clouds
from onereel.engines.sketch.animatic.land import Ridge, paint_ground, paint_ridge
from onereel.engines.sketch.animatic.scenes import Scene, SceneKind
from onereel.engines.sketch.animatic.sky import paint_sky
from onereel.engines.sketch.animatic.stage import Layer, Stage


def build(stage: Stage) -> Scene:
    """Dune behind dune, each with a lit and a shaded flank."""
    sand = (112, 172, 226)
    layers: list[Layer] = [paint_sky(stage, horizon=0.60), *paint_clouds(stage, horizon=0.60)]
    for number, (crest, foot, distance, depth, features) in enumerate(
        (
            (0.52, 0.66, 0.55, 0.10, 3.2),
            (0.57, 0.72, 0.36, 0.18, 2.2),
            (0.63, 0.84, 0.18, 0.35, 1.5),
            (0.72, 0.96, 0.06, 0.6, 1.1),
        )
    ):
        layers.append(
            paint_ridge(
                stage,
                Ridge(
                    name=f"dune {number}",
                    crest=crest,
                    foot=foot,
                    colour=sand,
                    distance=distance,
                    depth=depth,
                    features=features,
                    relief=0.95,
                ),
            )
        )
    layers.append(
        paint_ground(stage, name="sand", top=0.82, far=(118, 180, 232), near=(86, 140, 196), depth=0.85, swell=0.04)
    )
    return Scene(behind=layers, ground=0.89, horizon=0.62)


SCENE = SceneKind(
    name="desert",
    words="丝绸之路 绿洲 荒漠 oasis wasteland 沙漠 黄沙 戈壁 沙丘 大漠 desert dune dunes sahara",
    build=build,
    sounds=("wind",),
    time="sunset",
    weight=2,
)
