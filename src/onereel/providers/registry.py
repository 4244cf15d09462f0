"""All providers there are. A new one is one line here.

Not here: which model belongs to whom; each provider's cards say so, and `onereel.catalog` gathers them.
"""

from random import Random

from onereel.domain.clock import Clock
from onereel.providers.base import Dialect
from onereel.providers.kling.dialect import KlingDialect
from onereel.providers.paiwo.dialect import PaiwoDialect
from onereel.providers.vidu.dialect import ViduDialect
from onereel.providers.wan.dialect import WanDialect


def build_dialects(*, clock: Clock, random: Random) -> tuple[Dialect, ...]:
    """One dialect a provider, sharing a clock and a source of randomness for the ids that they mint."""
    return (
        PaiwoDialect(clock=clock, random=random),
        WanDialect(clock=clock, random=random),
        KlingDialect(clock=clock, random=random),
        ViduDialect(clock=clock, random=random),
    )
