"""Tests of PixVerse's dialect against its documents."""
