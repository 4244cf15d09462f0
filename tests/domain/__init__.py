"""Tests of the values that everything else is built on."""
