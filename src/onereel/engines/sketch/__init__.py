"""The embedded engine: it draws clips with NumPy and OpenCV on the CPU, without model weights.

Not here: any promise to be a video model. It is an animatic engine: honest to the request, quick, repeatable.
"""

from onereel.engines.sketch.engine import SketchEngine

__all__ = ["SketchEngine"]
