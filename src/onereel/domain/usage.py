"""What a task costs, and how that is told in a reply.

Not here: the price of any model; each provider's `models.py` holds its own table.
"""

from dataclasses import dataclass


@dataclass(frozen=True, kw_only=True, slots=True)
class Charge:
    """The price of one task."""

    tokens: int
    """Money as the reply's `usage` tells it; how many make one CNY differs by model."""
    prompt_tokens: int = 0
    """What the prompt itself is counted as, where a provider does so."""
    credits: int = 0
    """The provider's own unit, where it has one."""
