"""What a text means, as 512 numbers: the sum of its words' vectors through the dense layers of a sentence encoder.

Stems only know the words of the corpus; here « ressourcerie » is near « recyclerie » and near "reuse centre", in
sixteen languages. Learned on one half of the corpus and measured on the other, written by others, themes gain 1.5
to 2 points, sectors 2, kinds 2 to 3 (docs/figures.md). tools/word_vectors.py makes the data and says from what.

Word order is not seen, and words the table does not hold count for nothing. Numpy only, 0.3 ms a text.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

import numpy as np
import numpy.typing as npt
from threadpoolctl import threadpool_limits

Floats = npt.NDArray[np.float32]

DIMENSIONS = 512
DATA = Path(__file__).parent / "data" / "word-vectors.npz"


@dataclass(frozen=True, slots=True)
class Layers:
    """The encoder's dense layers: two paths of three, the second fed by the first."""

    first: Floats
    """Of both paths, beside each other; takes the codes of a word, 1, and its number of tokens."""
    d1: Floats
    d2: Floats
    d3: Floats
    p3: Floats


class WordVectors:
    """The table of words and the layers, some 20 MB."""

    def __init__(self, path: Path) -> None:
        with np.load(path, allow_pickle=False) as arrays:
            words = arrays["words"].tobytes().decode().split("\n")
            self._place = {word: place for place, word in enumerate(words)}
            self._codes = arrays["codes"]
            self._tokens: Floats = arrays["tokens"].astype(np.float32)
            first, d1, d2, d3, p3 = (arrays[name].astype(np.float32) for name in ("first", "d1", "d2", "d3", "p3"))
            # codes are whole numbers times a scale: brought into the first layer once
            first[: self._codes.shape[1]] *= arrays["scale"][:, None]
        self._layers = Layers(first, d1, d2, d3, p3)

    def meaning(self, words: Sequence[str], weights: Sequence[float]) -> "Meaning":
        """Return what folded words mean together, each counted `weights` times."""
        known = [(place, self._place[word]) for place, word in enumerate(words) if word in self._place]
        at = np.array([place for place, _row in known], np.int64)
        rows = np.array([row for _place, row in known], np.int64)
        counts = np.array([weights[place] for place, _row in known], np.float32)
        inputs = np.empty((len(rows), self._codes.shape[1] + 2), np.float32)
        inputs[:, :-2], inputs[:, -2], inputs[:, -1] = self._codes[rows], 1, self._tokens[rows]
        return Meaning(self._layers, at, inputs * counts[:, None], len(words))


class Meaning:
    """The vector of one text, and which of its words made it so."""

    def __init__(self, layers: Layers, at: npt.NDArray[np.int64], inputs: Floats, words: int) -> None:
        self._layers, self._at, self._inputs, self._words = layers, at, inputs, words
        # The encoder divides by the root of the number of tokens, which is the last input.
        self._root = np.float32(max(1.0, float(inputs[:, -1].sum())) ** 0.5)
        both = (inputs.sum(0) / self._root) @ layers.first
        self._left = np.maximum(both[: len(both) // 2], 0)
        self._middle = np.maximum(both[len(both) // 2 :] + self._left @ layers.d1, 0)
        self._upper = np.maximum(self._middle @ layers.d2, 0)
        self._out = np.tanh(self._middle @ layers.p3 + self._upper @ layers.d3)
        self._length = np.float32(max(1e-9, float(self._out @ self._out) ** 0.5))
        self.vector: Floats = self._out / self._length if len(at) else np.zeros(DIMENSIONS, np.float32)
        """Length 1, or zeros when no word is known."""

    def shares(self, weights: Floats) -> Floats:
        """Return what each word adds to weights.T @ vector: words x labels for weights of 512 x labels.

        To first order, by the gradient (input times gradient; Simonyan, Vedaldi and Zisserman, 2013): the layers
        are no sum, so the shares add up to the whole only about.
        """
        layers = self._layers
        shares = np.zeros((self._words, weights.shape[1]), np.float32)
        if not len(self._at):
            return shares
        out = (weights - np.outer(self.vector, self.vector @ weights)) / self._length * (1 - self._out**2)[:, None]
        upper = (layers.d3 @ out) * (self._upper > 0)[:, None]
        middle = (layers.p3 @ out + layers.d2 @ upper) * (self._middle > 0)[:, None]
        left = (layers.d1 @ middle) * (self._left > 0)[:, None]
        shares[self._at] = self._inputs @ (layers.first @ np.vstack([left, middle]) / self._root)
        return shares


@lru_cache(maxsize=1)
def word_vectors() -> WordVectors:
    """Return the table, read once a process.

    Linear algebra keeps to one thread from then on: texts are small products, which several threads, in several
    workers, do four times slower (19 against 4.5 ms a text with its reasons, on two busy cores).
    """
    threadpool_limits(1, user_api="blas")
    return WordVectors(DATA)
