"""Structs that all dialects' replies share, and how a reply struct becomes the JSON object that is sent.

Not here: any provider's envelope; those are in each provider's `wire.py`.
"""

import msgspec

from onereel.providers.base import Reply


class CachedTokens(msgspec.Struct, kw_only=True):
    """Always zero; there is no cache."""

    cached_tokens: int = 0


class ReasoningTokens(msgspec.Struct, kw_only=True):
    """Always zero; nothing reasons."""

    reasoning_tokens: int = 0


class Usage(msgspec.Struct, kw_only=True):
    """What a task costs. The keys are in the order of the documents."""

    total_tokens: int
    """Input and output together."""
    input_tokens: int
    input_tokens_details: CachedTokens
    output_tokens: int
    """Money: how many make one CNY differs by model."""
    output_tokens_details: ReasoningTokens


def count_usage(*, input_tokens: int = 0, output_tokens: int = 0) -> Usage:
    """The `usage` of a reply."""
    return Usage(
        total_tokens=input_tokens + output_tokens,
        input_tokens=input_tokens,
        input_tokens_details=CachedTokens(),
        output_tokens=output_tokens,
        output_tokens_details=ReasoningTokens(),
    )


def as_reply(struct: msgspec.Struct) -> Reply:
    """The JSON object of a struct, its keys in the order of the fields; fields that are UNSET are left out."""
    reply: Reply = msgspec.to_builtins(struct)
    return reply
