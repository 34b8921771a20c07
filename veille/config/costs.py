"""What errors of relevance cost, as an officer says it; `classify` decides with it."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Costs:
    """For one family of sources. In readings for nothing; 0 says nothing: then the cuts of the training hold."""

    missed: float = 0
    """Of leaving out what is about the ESS."""
    noise: float = 0
    """Of publishing what is not."""
    share: float = 0.5
    """Of the family's texts that are about the ESS."""

    def adapted(self, probability: float) -> float:
        """Return the probability of a text of this family, from the one of a stream that is half about the ESS.

        Bayes' rule on the odds (Saerens, Latinne and Decaestecker, 2002).
        """
        if self.share == 0.5:
            return probability
        yes, no = probability * self.share, (1 - probability) * (1 - self.share)
        return yes / (yes + no)
