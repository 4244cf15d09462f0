"""Tests of Kling's dialect against its documents."""
