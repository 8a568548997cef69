"""Colours people read pass WCAG AA, light and dark, computed from the tokens themselves."""

import math
import re

import pytest
from django.conf import settings

TOKENS = (settings.BASE_DIR / "static/css/tokens.css").read_text()
COLOUR = r"oklch\(([\d.]+) ([\d.]+) ([\d.]+)\)"
PAIR = re.compile(rf"--([a-z-]+): light-dark\({COLOUR}, {COLOUR}\)")
COLOURS = {found[0]: (tuple(map(float, found[1:4])), tuple(map(float, found[4:7]))) for found in PAIR.findall(TOKENS)}
GROUNDS = ["paper", "surface", "sunken", "raised"]
TONES = ["accent", "good", "wait", "bad", "info"]
TEXT = [(ink, ground) for ink in ["ink", "ink-soft", *TONES] for ground in GROUNDS]
TEXT += [(tone, f"{tone}-soft") for tone in TONES] + [("ink", f"{tone}-soft") for tone in TONES]
TEXT += [("on-accent", "accent"), ("on-accent", "accent-strong"), ("accent-strong", "accent-soft"), ("surface", "bad")]
TEXT += [("ink-soft", f"{tone}-soft") for tone in ["accent", "bad", "wait"]]
EDGES = [("line-strong", ground) for ground in ["paper", "surface", "raised"]] + [("focus", g) for g in GROUNDS]


def luminance(colour):
    """Relative luminance of an oklch colour. Source: CSS Color 4 §19 (Oklab to linear sRGB), WCAG 2.2."""
    lightness, chroma, hue = colour[0], colour[1], math.radians(colour[2])
    a, b = chroma * math.cos(hue), chroma * math.sin(hue)
    l_ = (lightness + 0.3963377774 * a + 0.2158037573 * b) ** 3
    m_ = (lightness - 0.1055613458 * a - 0.0638541728 * b) ** 3
    s_ = (lightness - 0.0894841775 * a - 1.2914855480 * b) ** 3
    red = 4.0767416621 * l_ - 3.3077115913 * m_ + 0.2309699292 * s_
    green = -1.2684380046 * l_ + 2.6097574011 * m_ - 0.3413193965 * s_
    blue = -0.0041960863 * l_ - 0.7034186147 * m_ + 1.7076147010 * s_
    red, green, blue = (min(1, max(0, part)) for part in (red, green, blue))
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def ratio(one, other):
    high, low = sorted([luminance(one), luminance(other)], reverse=True)
    return (high + 0.05) / (low + 0.05)


@pytest.mark.parametrize("scheme", [0, 1], ids=["light", "dark"])
@pytest.mark.parametrize(("ink", "ground"), TEXT)
def test_text_is_readable(ink, ground, scheme):
    assert ratio(COLOURS[ink][scheme], COLOURS[ground][scheme]) >= 4.5


@pytest.mark.parametrize("scheme", [0, 1], ids=["light", "dark"])
@pytest.mark.parametrize(("edge", "ground"), EDGES)
def test_edges_of_controls_and_focus_rings_are_visible(edge, ground, scheme):
    assert ratio(COLOURS[edge][scheme], COLOURS[ground][scheme]) >= 3
