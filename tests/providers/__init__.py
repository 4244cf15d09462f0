"""Tests of the dialects: what each provider's documents show, read and written to the letter."""
