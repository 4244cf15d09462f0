"""What a task costs, and how that is told in a reply.

Not here: the price of any model; each provider's `models.py` holds its own table.
"""

from dataclasses import dataclass
from typing import Final

COST_PER_FEN: Final = 10_000
"""Millionths of one CNY, the unit of the ledger, in a hundredth of one CNY, in which price lists are written."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Charge:
    """The price of one task."""

    tokens: int
    """Money as the reply's `usage` tells it; how many make one CNY differs by model."""
    prompt_tokens: int = 0
    """What the prompt itself is counted as, where a provider does so."""
    credits: int = 0
    """The provider's own unit, where it has one."""
    cost: int = 0
    """The same money in the ledger's unit, millionths of one CNY, which is one for all models."""
