"""What tests ask of a page in Chromium: rules of accessibility, what does not fit, what the keyboard meets."""

from typing import Any

from axe_playwright_python.sync_playwright import Axe

TAGS = ("wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "RGAAv4")
"""WCAG 2.0 to 2.2, levels A and AA, and the RGAA 4 criteria that axe can judge."""
_WIDE = """() => [...document.querySelectorAll('body *')].filter(e => e.checkVisibility()
  && !e.closest('.table-scroll, .visually-hidden, .skip')
  && e.getBoundingClientRect().right > document.documentElement.clientWidth + 1).map(e => e.outerHTML.slice(0, 80))"""
_CUT = """() => [...document.querySelectorAll('body *')].filter(e => e.checkVisibility()
  && !e.closest('.visually-hidden, thead, select, input, svg') && /hidden|clip/.test(getComputedStyle(e).overflow)
  && (e.scrollWidth > e.clientWidth + 1 || e.scrollHeight > e.clientHeight + 1)).map(e => e.outerHTML.slice(0, 80))"""
_WATCH = """() => {
  const all = 'a[href], button, input:not([type=hidden]), select, textarea, summary, [tabindex="0"]';
  window.stops = [...document.querySelectorAll(all)].filter(e => e.checkVisibility() && e.tabIndex >= 0
    && (e.tagName != 'SUMMARY' || e.parentElement.tagName == 'DETAILS'));
  window.met = [];
  document.body.tabIndex = -1;  // a page with faults starts at them: start at its beginning
  document.body.focus();
  document.addEventListener('focusin', ({target}) => {
    const drawn = target.closest('.map') ? target.querySelector('path') : target;
    const style = getComputedStyle(drawn), box = target.getBoundingClientRect();
    met.push({at: stops.indexOf(target), html: target.outerHTML.slice(0, 80), top: box.top + scrollY, left: box.left,
      mapped: drawn != target,
      seen: box.width * box.height > 0 && (style.outlineStyle != 'none' && parseFloat(style.outlineWidth) >= 2
        || parseFloat(style.strokeWidth) > 6)});
  });
  return [stops.length, stops.filter(e => e.type == 'date').length];
}"""


def violations(tab: Any, *rules: str) -> list[str]:
    """Return what axe finds against the rules (all of TAGS when none is given), and whether it scrolls sideways."""
    only = {"type": "rule", "values": list(rules)} if rules else {"type": "tag", "values": list(TAGS)}
    found = Axe().run(tab, options={"runOnly": only, "resultTypes": ["violations"]}).response["violations"]
    told = [f"{one['id']} {one['nodes'][0]['html'][:120]}" for one in found]
    if tab.evaluate("document.documentElement.scrollWidth > document.documentElement.clientWidth"):
        told.append("scrolls sideways")
    return told


def unfit(tab: Any, width: int, size: str) -> list[str]:
    """Return the elements that reach beyond a screen of this width with letters of this size, or are cut off."""
    tab.set_viewport_size({"width": width, "height": 800})
    tab.evaluate(f"document.documentElement.style.fontSize = '{size}'")
    return [*tab.evaluate(_WIDE), *tab.evaluate(_CUT)]


def stops(tab: Any) -> tuple[int, list[dict[str, Any]]]:
    """Go through the page with Tab. Return how many stops it has, and those met, in order, at most once round.

    A stop has `at` (its rank in the page), `html`, `top`, `left`, `mapped` (on the map) and `seen` (the focus shows).
    """
    count, dates = tab.evaluate(_WATCH)
    for _ in range(count + 4 * dates):  # a date has three parts and a button
        tab.keyboard.down("Tab")  # held down: a third less to wait for
    tab.keyboard.up("Tab")
    return count, tab.evaluate("met")[:count]
