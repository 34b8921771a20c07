"""A run erases how to reach those who wrote more than six months ago, and leaves their texts to the officer."""

from datetime import timedelta
from pathlib import Path

from tests.support.badweb import BadWeb
from tests.support.watched import threads
from veille.inbox import KEPT, pending, put
from veille.pipeline import run


def test_a_run_erases_old_contacts_and_takes_no_text_of_visitors(bad: BadWeb, data: Path) -> None:
    site = bad.site("site").articles(0)
    plan = bad.plan(data, site.source())
    values = {"url": "https://proposed.example/", "why": "une idée", "contact": "ada@site.example"}
    put(data, "proposition", values, plan.now - KEPT)
    put(data, "proposition", values, plan.now - KEPT + timedelta(hours=1))

    run(plan, make_executor=threads)

    old, young = pending(data)
    assert old.values == values | {"contact": ""}
    assert young.values == values
