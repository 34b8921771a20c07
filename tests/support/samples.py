"""Plans for runs over the sample web."""

from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from veille.config import CollectSettings, HttpSettings, Settings
from veille.demo import DemoWeb
from veille.pipeline import RunPlan

NOW = datetime(2026, 11, 21, 9, 30, tzinfo=UTC)


def sample_plan(web: DemoWeb, data: Path, **changes: Any) -> RunPlan:
    """Return a plan that asks all of the sample web, without pauses; keywords replace its fields."""
    settings = Settings(
        http=HttpSettings(allow_private=web.allow_private, host_delay=0.0, total_timeout=30.0),
        collect=CollectSettings(since_days=0, workers=1),
    )
    fields: dict[str, Any] = {"sources": web.sources, "settings": settings, "data": data, "now": NOW}
    return RunPlan(**{**fields, "everything": True, **changes})
