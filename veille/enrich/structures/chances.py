"""How surely a name is an organisation's rightly read, by what told it: measured on mentions judged one by one.

Of 458 mentions drawn from the corpus by what told them and judged by hand (tests/data/structures/judged.jsonl), each
figure is (right + 6 x 0.85) / (judged + 6): where few were judged it stays near 0.85. The test that pins the figures
works them out anew. The corpus spells out no acronym of a body without an entry: SPELT_OUT has the prior alone.
"""

from veille.enrich.structures.finding import How

PRIOR, WEIGHT = 0.85, 6

CHANCES = {
    How.KNOWN: 0.97,
    How.BRANCH: 0.95,
    How.CONFIRMED: 0.97,
    How.SPELT_OUT: 0.85,
    How.QUOTED: 0.9,
    How.HEADED: 0.92,
    How.TAILED: 0.93,
    How.DESCRIBED: 0.91,
}
