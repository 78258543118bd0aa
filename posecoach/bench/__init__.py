"""Measuring how fast the chain is, against itself and against others."""
