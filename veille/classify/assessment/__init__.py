"""`veille evaluate`: everything that labelled texts tell of a model, for people and for machines.

gold = read_gold(path, taxonomy)          labelled lines, with what only some of them say
assess(tagger, gold, facts) -> Assessment figures by facet and label, kinds confused, reliability, worst mistakes
"""

from veille.classify.assessment.gold import Gold, SaidFacts, read_gold
from veille.classify.assessment.report import Assessment, assess

__all__ = ["Assessment", "Gold", "SaidFacts", "assess", "read_gold"]
