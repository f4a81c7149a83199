"""Whether two colours can be told apart: in grey, and by people who lack one of the three cones of the eye."""

from collections.abc import Sequence

# Severity 1.0 of Machado, Oliveira and Fernandes, IEEE TVCG 15 (2009), 1291-1298, table 1; for linear RGB.
SEEN_BY = {
    "protanopia": (
        (0.152286, 1.052583, -0.204868),
        (0.114503, 0.786281, 0.099216),
        (-0.003882, -0.048116, 1.051998),
    ),
    "deuteranopia": (
        (0.367322, 0.860646, -0.227968),
        (0.280085, 0.672501, 0.047413),
        (-0.011820, 0.042940, 0.968881),
    ),
    "tritanopia": (
        (1.255528, -0.076749, -0.178779),
        (-0.078411, 0.930809, 0.147602),
        (0.004733, 0.691367, 0.303900),
    ),
}
# Of L*, 0 to 100. Of the 45 pairs of matplotlib's ten colours 19 are further apart, blue and orange by 18.9; blue and
# green are 9.9 apart, orange and green 9.0, blue and red 1.1. None lies between 13.7 and 15.4.
APART_IN_GREY = 15.0
# Of the distance in L*a*b* (2.3 is just noticeable side by side; a line is thin, and its legend elsewhere). Of those 19
# pairs blue and pink are 12.0 apart for who lacks red; all others 20.9 at least for everyone.
APART_IN_COLOUR = 15.0


def hard_to_tell(first: str, second: str) -> str | None:
    """Why two colours, as `#rrggbb`, can't be told apart; None where they can, or where one is no such text."""
    colours = [_linear(colour) for colour in (first, second)]
    if colours[0] is None or colours[1] is None:
        return None
    grey = [_lab((luminance,) * 3)[0] for luminance in map(_luminance, colours)]
    if abs(grey[0] - grey[1]) < APART_IN_GREY:
        return f"in grey: lightness {grey[0]:.0f} and {grey[1]:.0f} of 100"
    for name, matrix in SEEN_BY.items():
        distance = _distance(*(_lab(_seen(colour, matrix)) for colour in colours))
        if distance < APART_IN_COLOUR:
            return f"with {name}: colours {distance:.0f} apart, less than {APART_IN_COLOUR:.0f}"
    return None


def _linear(colour: str) -> tuple[float, ...] | None:
    """`#rrggbb` as linear RGB, 0 to 1."""
    try:
        parts = [int(colour[place : place + 2], 16) / 255 for place in (1, 3, 5)]
    except ValueError:
        return None
    return tuple(part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)


def _luminance(colour: Sequence[float]) -> float:
    return 0.2126 * colour[0] + 0.7152 * colour[1] + 0.0722 * colour[2]


def _seen(colour: Sequence[float], matrix: Sequence[Sequence[float]]) -> tuple[float, ...]:
    return tuple(min(max(sum(a * b for a, b in zip(row, colour, strict=True)), 0), 1) for row in matrix)


def _lab(colour: Sequence[float]) -> tuple[float, float, float]:
    """Linear sRGB in CIE L*a*b*, white point D65."""
    red, green, blue = colour
    x = (0.4124 * red + 0.3576 * green + 0.1805 * blue) / 0.9505
    y = 0.2126 * red + 0.7152 * green + 0.0722 * blue
    z = (0.0193 * red + 0.1192 * green + 0.9505 * blue) / 1.0890
    fx, fy, fz = (part ** (1 / 3) if part > 0.008856 else 7.787 * part + 16 / 116 for part in (x, y, z))
    return 116 * fy - 16, 500 * (fx - fy), 200 * (fy - fz)


def _distance(first: Sequence[float], second: Sequence[float]) -> float:
    return sum((a - b) ** 2 for a, b in zip(first, second, strict=True)) ** 0.5
