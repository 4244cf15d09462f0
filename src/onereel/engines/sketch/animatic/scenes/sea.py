"""The open sea.

Not here: the shore (`beach.py`).
"""

from onereel.engines.sketch.animatic.cloudscape import paint_clouds
from onereel.engines.sketch.animatic.land import Ridge, paint_ridge
from onereel.engines.sketch.animatic.scenes import Scene, SceneKind
from onereel.engines.sketch.animatic.sky import paint_sky
from onereel.engines.sketch.animatic.stage import Layer, Stage
from onereel.engines.sketch.animatic.swell import Swell
from onereel.engines.sketch.animatic.water import Water

HORIZON = 0.56
ROUGH = (112, 88, 50)
FAR_SWELLS = ((0.60, 0.010, 0.2), (0.645, 0.018, 0.35), (0.70, 0.028, 0.55))
NEAR_SWELLS = ((0.775, 0.040, 0.8), (0.90, 0.055, 1.2))


def build(stage: Stage) -> Scene:
    """Water to the horizon, sometimes with a far coast."""
    layers: list[Layer] = [paint_sky(stage, horizon=HORIZON), *paint_clouds(stage, horizon=HORIZON)]
    if stage.chance.of("coast").random() < 0.6:
        coast = Ridge(
            name="coast",
            crest=0.47,
            foot=0.565,
            colour=(112, 128, 104),
            distance=0.62,
            depth=0.12,
            features=1.6,
            relief=0.6,
            side=1.0 if stage.palette.sun_across < 0.5 else -1.0,
        )
        layers.append(paint_ridge(stage, coast))
    rough = stage.plan.weather == "storm" or "rough" in stage.plan.details
    ends = FAR_SWELLS[0][0] + 0.05 if rough else 2.0
    layers.append(
        Water(stage=stage, line=HORIZON, colour=(150, 104, 34), roughness=1.0, mirror=0.62, depth=0.12, ends=ends)
    )
    if rough:
        layers.extend(_swells(stage, FAR_SWELLS))
    return Scene(
        behind=layers,
        front=_swells(stage, NEAR_SWELLS) if rough else [],
        ground=0.80,
        horizon=HORIZON,
        sailing=0.735 if rough else 0.73,
        water=None if rough else HORIZON,
        floor=False,
    )


def _swells(stage: Stage, rows: tuple[tuple[float, float, float], ...]) -> list[Layer]:
    return [
        Swell(
            stage=stage,
            base=base,
            size=size,
            colour=ROUGH,
            depth=depth,
            phase=base * 31,
            cover=1.0 if base < 0.62 else 0.8,
        )
        for base, size, depth in rows
    ]


SCENE = SceneKind(
    name="sea",
    words="海平面 大洋 远洋 at-sea high-seas seascape 大海 海洋 海面 海浪 海上 海 ocean sea waves open-water",
    build=build,
    sounds=("waves", "wind"),
    details={"rough": "巨浪 波涛 汹涌 惊涛骇浪 风浪 rough-sea big-waves huge-waves stormy-sea"},
)
