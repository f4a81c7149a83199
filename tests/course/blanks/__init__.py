"""Blanks and their self-checks, tried: every wrong answer, and every blank left open."""
