"""The whole watch, in order; the only place that knows the order.

    decide       which sources are due                                pure
    collect      ask them, read feeds into leads, store both          100 hosts at once
    download     ask for the pages of pending leads                   one request at a time per host
    read, tag    text, facts, labels                                  in parallel, any concurrent.futures.Executor
    keep         store items, one transaction a batch                 one writer
    publish      what changed goes into veille.db                     one short transaction

Every planned fetch and every lead ends in exactly one recorded outcome. A run
may be killed at any moment: what was answered is stored with its validators
in one transaction, so the next run asks again for the rest and for no more.
"""

from veille.pipeline.plan import RunPlan
from veille.pipeline.run import publish_only, retag, run, withdraw_url

__all__ = ["RunPlan", "publish_only", "retag", "run", "withdraw_url"]
