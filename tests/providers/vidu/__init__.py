"""Tests of Vidu's dialect against its documents."""
