"""Tests of Wan's dialect against its documents."""
