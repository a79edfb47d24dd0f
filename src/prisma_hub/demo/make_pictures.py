"""Makes `pictures/`, once, by hand: python -m prisma_hub.demo.make_pictures

Sketches such as people make on the back of a sheet: ink lines on paper, one wash of colour.
"""

from __future__ import annotations

import math
import random
from collections.abc import Callable, Sequence
from itertools import pairwise

from PIL import Image, ImageDraw

from prisma_hub.demo import script

SIZE = 900, 640
INK, PAPER = "#2b2622", "#faf6ee"
CORAL, GREEN, TEAL, AMBER, VIOLET = "#e4a18f", "#a9c79a", "#93c4c0", "#e3c07e", "#b7a6d0"
Point = tuple[float, float]


class Sketch:
    """A sheet of paper and a hand that is not quite steady."""

    def __init__(self, seed: str) -> None:
        self.image = Image.new("RGB", SIZE, PAPER)
        self.draw = ImageDraw.Draw(self.image)
        self.hand = random.Random(seed)  # noqa: S311  a pencil, no secret

    def line(self, *points: Point, width: int = 4, colour: str = INK) -> None:
        """A line as a hand draws it."""
        for (x0, y0), (x1, y1) in pairwise(points):
            steps = max(2, int(math.dist((x0, y0), (x1, y1)) // 24))
            path = [
                (
                    x0 + (x1 - x0) * step / steps + self.hand.uniform(-1.6, 1.6),
                    y0 + (y1 - y0) * step / steps + self.hand.uniform(-1.6, 1.6),
                )
                for step in range(steps + 1)
            ]
            self.draw.line(path, fill=colour, width=width, joint="curve")

    def box(self, x: float, y: float, w: float, h: float, wash: str | None = None) -> None:
        if wash:
            self.draw.rectangle((x + 4, y + 5, x + w + 6, y + h + 4), fill=wash)
        self.line((x, y), (x + w, y), (x + w, y + h), (x, y + h), (x, y))

    def ring(self, x: float, y: float, r: float, wash: str | None = None) -> None:
        if wash:
            self.draw.ellipse((x - r + 5, y - r + 4, x + r + 5, y + r + 4), fill=wash)
        turn = [(x + r * math.cos(a / 12 * math.pi), y + r * math.sin(a / 12 * math.pi)) for a in range(25)]
        self.line(*turn)

    def dots(self, points: Sequence[Point], colour: str = INK, r: float = 4) -> None:
        for x, y in points:
            self.draw.ellipse((x - r, y - r, x + r, y + r), fill=colour)

    def dotted(self, *points: Point) -> None:
        for (x0, y0), (x1, y1) in pairwise(points):
            steps = max(1, int(math.dist((x0, y0), (x1, y1)) // 16))
            self.dots([(x0 + (x1 - x0) * s / steps, y0 + (y1 - y0) * s / steps) for s in range(steps + 1)])


def foot_shredder(s: Sketch) -> None:
    s.draw.polygon([(330, 120), (570, 120), (490, 260), (410, 260)], fill=AMBER)
    s.line((330, 120), (570, 120), (490, 260), (410, 260), (330, 120))
    s.box(390, 260, 120, 80)
    s.ring(680, 330, 95, TEAL)
    s.ring(680, 330, 14)
    s.line((510, 300), (600, 300), (680, 235))
    s.line((680, 330), (740, 470), (800, 470))
    s.line((400, 340), (370, 540), (530, 540), (500, 340))
    s.line((120, 560), (840, 560))
    s.line((590, 560), (640, 420), (720, 420), (770, 560))


def scale_tree(s: Sketch) -> None:
    s.draw.ellipse((90, 40, 640, 250), fill=GREEN)
    s.line((330, 560), (340, 330), (300, 200))
    s.line((410, 560), (400, 330), (520, 190), (700, 170))
    s.line((660, 172), (660, 250))
    s.ring(660, 300, 50, PAPER)
    s.line((660, 300), (685, 272), width=6)
    s.line((660, 350), (660, 400), (640, 415), (680, 415), (660, 400))
    s.line((600, 420), (580, 545), (740, 545), (720, 420), (600, 420))
    s.dots([(s.hand.uniform(600, 720), s.hand.uniform(440, 530)) for _ in range(40)], CORAL, 6)
    s.line((60, 565), (840, 565))


def stop_map(s: Sketch) -> None:
    s.draw.polygon([(430, 300), (500, 250), (560, 330), (480, 370)], fill=CORAL)
    for n in range(6):
        x = 90 + n * 130
        s.line((x, 70), (x + (450 - x) * 0.7, 300), width=3)
        s.box(x - 24, 90 + n % 3 * 22, 46, 26, AMBER if n % 2 else None)
    s.line((430, 300), (500, 250), (560, 330))
    s.line((495, 252), (500, 340))
    s.dotted((120, 560), (300, 470), (470, 350))
    s.dotted((780, 560), (640, 440), (520, 345))
    s.dotted((450, 600), (480, 380))
    s.ring(330, 330, 26, TEAL)
    s.line((60, 420), (260, 420), width=8, colour="#d9d2c4")
    s.line((640, 420), (840, 420), width=8, colour="#d9d2c4")


def drum_filter(s: Sketch) -> None:
    for y, wash in ((190, TEAL), (270, "#d9c9a3"), (370, "#8c857c"), (450, "#cfc8bd")):
        s.draw.rectangle((320, y, 580, y + 90), fill=wash)
    s.line((310, 120), (310, 540), (590, 540), (590, 120))
    for y in (270, 370, 450):
        s.line((310, y), (590, y), width=3)
    s.dots([(s.hand.uniform(325, 575), s.hand.uniform(465, 530)) for _ in range(30)], INK, 8)
    s.dots([(s.hand.uniform(325, 575), s.hand.uniform(280, 362)) for _ in range(90)], "#a08c5c", 3)
    s.line((590, 500), (650, 500), (650, 530))
    s.line((630, 545), (670, 545), (665, 610), (635, 610), (630, 545))
    s.line((200, 90), (330, 90), (400, 170), width=6)


def shelter(s: Sketch) -> None:
    s.draw.polygon([(130, 170), (780, 110), (780, 145), (130, 205)], fill=TEAL)
    s.line((130, 170), (780, 110), (780, 145), (130, 205), (130, 170))
    for x in (170, 460, 740):
        s.line((x, 200 - (x - 130) * 0.09), (x, 540), width=7)
    s.line((600, 150), (600, 540), width=3, colour="#b9b1a4")
    s.line((560, 300), (640, 400), colour="#c0392b", width=6)
    s.line((640, 300), (560, 400), colour="#c0392b", width=6)
    s.box(200, 430, 120, 14, AMBER)
    s.box(330, 400, 110, 14, AMBER)
    s.ring(610, 500, 38)
    s.ring(670, 515, 18)
    s.line((600, 440), (600, 400), (640, 400))
    s.line((60, 545), (840, 545))


def wheel_mark(s: Sketch) -> None:
    s.draw.ellipse((230, 330, 700, 560), fill="#ddd6ca")
    s.line((430, 60), (430, 400), width=10)
    s.line((490, 60), (490, 400), width=10)
    s.line((430, 60), (490, 60))
    for r in (150, 168):
        turn = [(465 + r * math.cos(a / 20), 440 + r * 0.5 * math.sin(a / 20)) for a in range(-6, 90)]
        s.line(*turn, width=4)
    for a in range(-4, 88, 4):
        x, y = math.cos(a / 20), math.sin(a / 20)
        s.line((465 + 150 * x, 440 + 75 * y), (465 + 168 * x, 440 + 84 * y), width=3, colour=VIOLET)
    s.line((100, 590), (800, 590))


PICTURES: dict[str, Callable[[Sketch], None]] = {
    "foot-shredder": foot_shredder,
    "scale-tree": scale_tree,
    "stop-map": stop_map,
    "drum-filter": drum_filter,
    "shelter": shelter,
    "wheel-mark": wheel_mark,
}


def make() -> None:
    script.PICTURES.mkdir(exist_ok=True)
    for name, draw in PICTURES.items():
        sketch = Sketch(name)
        draw(sketch)
        few = sketch.image.quantize(32, dither=Image.Dither.NONE)
        few.save(script.PICTURES / f"{name}.png", optimize=True)
        print(f"{name}.png")


if __name__ == "__main__":
    make()
