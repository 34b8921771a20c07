"""Plain files of a .tar or .tar.gz in memory, one after the other; nothing is written anywhere.

A reader of our own, since `tarfile` obeys what archives say: it allocates extended headers of any size and knows
links, devices and sparse files. Here names are not even looked at, only plain files exist, and everything is
bounded: an archive is read once, in steps, and a bomb costs the time to inflate `MAX_INFLATED` (0.5 s).
Format: POSIX.1-2017, pax, "ustar Interchange Format"; GNU and pax extensions are passed over.
"""

import zlib
from collections.abc import Iterator

MAX_INFLATED = 400_000_000
"""Bytes of one archive, inflated: a day of the official journal has 2 to 60 MB."""
MAX_MEMBERS = 200_000
MAX_MEMBER = 4_000_000
"""Bytes of one file; a larger one is passed over. Its XML tree may take sixty times as much at worst."""
_BLOCK = 512
_STEP = 1 << 18
_FED = 1 << 16
_PLAIN = (b"0", b"\0", b"7")


class DamagedError(Exception):
    """The archive is cut short or is none; what was yielded before is sound."""


class TooMuchError(Exception):
    """The archive passed `MAX_INFLATED` or `MAX_MEMBERS`; what was yielded before is sound."""


def contents(body: bytes) -> Iterator[bytes]:
    """Yield the content of each plain file of at most MAX_MEMBER bytes. Raises DamagedError or TooMuchError."""
    stream = _Stream(_inflated(body) if body.startswith(b"\x1f\x8b") else iter([body]))
    for _member in range(MAX_MEMBERS):
        header = stream.take(_BLOCK)
        if not header.strip(b"\0"):
            return  # the end; a missing second block of zeros is nobody's loss
        size, kind = _read_header(header)
        if kind in _PLAIN and size <= MAX_MEMBER:
            yield stream.take(size)
        else:
            stream.skip(size)
        stream.skip(-size % _BLOCK)
    raise TooMuchError


def _read_header(header: bytes) -> tuple[int, bytes]:
    """Return size and type of a member."""
    try:
        declared = int(header[148:156].strip(b" \0") or b"x", 8)
        size = int(header[124:136].strip(b" \0") or b"0", 8)
    except ValueError:  # no tar at all, or a size of 8 GB and more in binary
        raise DamagedError from None
    # the checksum counts its own field as spaces
    if size < 0 or declared != sum(header[:148]) + sum(header[156:]) + 8 * 0x20:
        raise DamagedError
    return size, header[156:157]


class _Stream:
    """Bytes taken in order from pieces."""

    def __init__(self, pieces: Iterator[bytes]) -> None:
        self._pieces = pieces
        self._piece = b""
        self._at = 0

    def take(self, size: int) -> bytes:
        """Return the next `size` bytes, nothing at all at the very end. Raises DamagedError when there are fewer."""
        parts, missing = [], size
        while missing:
            if self._at == len(self._piece):
                self._piece, self._at = next(self._pieces, b""), 0
                if not self._piece:
                    break
            part = self._piece[self._at : self._at + missing]
            parts.append(part)
            self._at += len(part)
            missing -= len(part)
        if missing and missing < size:
            raise DamagedError
        return b"".join(parts)

    def skip(self, size: int) -> None:
        """Pass over bytes without holding more than a step of them. Raises DamagedError when there are fewer."""
        while size:
            step = min(size, _STEP)
            if not self.take(step):
                raise DamagedError
            size -= step


def _inflated(body: bytes) -> Iterator[bytes]:
    """Yield what a gzip file inflates to, in pieces of at most `_STEP` bytes; what follows its end is ignored."""
    inflater = zlib.decompressobj(wbits=31)
    total = 0
    for start in range(0, len(body), _FED):
        data = body[start : start + _FED]
        piece = b"\0" * _STEP
        # a full piece may leave more behind without a tail
        while not inflater.eof and (data or len(piece) == _STEP):
            try:
                piece = inflater.decompress(data, _STEP)
            except zlib.error:
                raise DamagedError from None
            data = inflater.unconsumed_tail
            total += len(piece)
            if total > MAX_INFLATED:
                raise TooMuchError
            if piece:
                yield piece
    if not inflater.eof:
        raise DamagedError
