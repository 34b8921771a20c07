"""Decompression in bounded steps: a body never costs more memory than its cap and a little.

`Body` takes the raw bytes of a response as they come, undoes gzip, deflate, brotli and zstandard a step at a
time, and stops at the first step that passes the cap: a bomb costs what it takes to see that it is one.
It does not know HTTP; the caller hands over the Content-Encoding.
"""

import zlib
from collections.abc import Callable, Iterator
from typing import Protocol

import brotli  # type: ignore[import-untyped]
import zstandard

ACCEPT_ENCODING = "gzip, deflate, br, zstd"
"""What is offered to servers: exactly what `Body` undoes."""

_STEP = 65_536  # bytes of output asked for at a time; brotli gives up to 98,272 [measured]
_MAX_CODINGS = 3  # one is usual, two happen behind misconfigured proxies
# A zstandard window may be 2 GB and is allocated before the first byte; RFC 9659 bounds it to 8 MB for HTTP.
_ZSTD_WINDOW = 8 << 20
# zstandard gives all the output of what it is fed. A block is at least 4 bytes and at most 128 KB decompressed
# (RFC 8878, 3.1.1.2), so 64 bytes are at most 2 MB; 10 MB fed so cost 0.09 s CPU [measured].
_ZSTD_STEP = 64


class TooBigError(Exception):
    """The body passed the cap, as sent or decompressed."""


class UnreadableError(Exception):
    """The body is not what its Content-Encoding says: unknown coding, damaged or cut short."""


class _Decoder(Protocol):
    def feed(self, data: bytes) -> Iterator[bytes]:
        """Yield the output of data in pieces of bounded size."""
        ...

    def is_complete(self) -> bool:
        """Say, after the last byte, whether the stream reached its end."""
        ...


class Body:
    """Collects one response body; `limit` is in bytes, for the bytes as sent and after each coding undone.

    Raises UnreadableError at once for a Content-Encoding that is not offered.
    """

    def __init__(self, content_encoding: str, limit: int) -> None:
        self._limit = limit
        self._decoders = _decoders(content_encoding)
        self._sizes = [0] * (len(self._decoders) + 1)
        self._pieces: list[bytes] = []

    def feed(self, chunk: bytes) -> None:
        """Take the next raw bytes; raises TooBigError or UnreadableError."""
        try:
            self._take(chunk, 0)
        except (zlib.error, brotli.error, zstandard.ZstdError) as error:
            raise UnreadableError(str(error)) from error

    def _take(self, data: bytes, stage: int) -> None:
        """Pass data through the decoders from `stage` on, counting at every stage."""
        self._sizes[stage] += len(data)
        if self._sizes[stage] > self._limit:
            raise TooBigError
        if stage == len(self._decoders):
            self._pieces.append(data)
            return
        for piece in self._decoders[stage].feed(data):
            if piece:
                self._take(piece, stage + 1)

    def end(self) -> bytes:
        """Return the whole body once the last raw bytes were fed; raises UnreadableError when it is cut short.

        Nothing at all is an empty body under any coding: servers announce gzip and then send no byte.
        """
        if self._sizes[0] and not all(decoder.is_complete() for decoder in self._decoders):
            raise UnreadableError("truncated")
        return self.so_far()

    def so_far(self) -> bytes:
        """Return what was decompressed until now, at most `limit` bytes."""
        return b"".join(self._pieces)


def _decoders(content_encoding: str) -> list[_Decoder]:
    """Return the decoders that undo a Content-Encoding header, in the order of undoing."""
    names = [name for part in content_encoding.lower().split(",") if (name := part.strip()) not in ("", "identity")]
    if len(names) > _MAX_CODINGS or any(name not in _CODINGS for name in names):
        raise UnreadableError(content_encoding)
    return [_CODINGS[name]() for name in reversed(names)]


class _Gzip:
    """One or several gzip members (RFC 1952); zeros and rubbish after the last one are ignored, as gzip does."""

    _MAGIC = b"\x1f\x8b"

    def __init__(self) -> None:
        self._member: zlib._Decompress | None = zlib.decompressobj(wbits=31)
        self._between = b""
        self._over = False

    def feed(self, data: bytes) -> Iterator[bytes]:
        while data and not self._over:
            if self._member is None:
                data = self._next_member(data)
                continue
            yield from _inflate(self._member, data)
            if not self._member.eof:
                return
            data, self._member = self._member.unused_data, None

    def _next_member(self, data: bytes) -> bytes:
        """Look between two members for the next one's magic number; return what remains to be fed."""
        data = (self._between + data).lstrip(b"\0")
        if len(data) < len(self._MAGIC) and self._MAGIC.startswith(data):
            self._between = data
            return b""
        self._between = b""
        self._over = not data.startswith(self._MAGIC)
        self._member = None if self._over else zlib.decompressobj(wbits=31)
        return data

    def is_complete(self) -> bool:
        return self._member is None


class _Deflate:
    """`deflate` as RFC 9110 means it (zlib) and as some servers send it (raw); what follows the end is ignored."""

    def __init__(self) -> None:
        self._head = b""
        self._stream: zlib._Decompress | None = None

    def feed(self, data: bytes) -> Iterator[bytes]:
        if self._stream is None:
            data = self._head = self._head + data
            if len(data) < 2:
                return
            # RFC 1950: method 8, window at most 32 KB, and the first two bytes a multiple of 31
            is_zlib = data[0] & 0x0F == 8 and data[0] >> 4 <= 7 and (data[0] << 8 | data[1]) % 31 == 0
            self._stream = zlib.decompressobj(wbits=15 if is_zlib else -15)
        if not self._stream.eof:
            yield from _inflate(self._stream, data)

    def is_complete(self) -> bool:
        return self._stream is not None and self._stream.eof


def _inflate(stream: "zlib._Decompress", data: bytes) -> Iterator[bytes]:
    """Yield what data inflates to, `_STEP` bytes at a time; a full step may leave more behind without a tail."""
    piece = stream.decompress(data, _STEP)
    yield piece
    while not stream.eof and (stream.unconsumed_tail or len(piece) == _STEP):
        piece = stream.decompress(stream.unconsumed_tail, _STEP)
        yield piece


class _Brotli:
    """A brotli stream (RFC 7932); its window is at most 16 MB.

    Bytes after its end are an error: the library gives no output of a piece in which they stand.
    """

    def __init__(self) -> None:
        self._stream = brotli.Decompressor()

    def feed(self, data: bytes) -> Iterator[bytes]:
        if self._stream.is_finished():
            raise UnreadableError("bytes after the end")
        piece = self._stream.process(data, output_buffer_limit=_STEP)
        yield piece
        # can_accept_more_data() is true once all input is taken, even when output is still to come: only an empty
        # piece says that there is none (google/brotli#1234). The limit is rounded up to blocks (google/brotli#1396).
        while not self._stream.is_finished() and (piece or not self._stream.can_accept_more_data()):
            piece = self._stream.process(b"", output_buffer_limit=_STEP)
            yield piece

    def is_complete(self) -> bool:
        return bool(self._stream.is_finished())


class _Zstandard:
    """One or several zstandard frames (RFC 8878)."""

    def __init__(self) -> None:
        self._context = zstandard.ZstdDecompressor(max_window_size=_ZSTD_WINDOW)
        self._frame: zstandard.ZstdDecompressionObj | None = None

    def feed(self, data: bytes) -> Iterator[bytes]:
        for start in range(0, len(data), _ZSTD_STEP):
            rest = data[start : start + _ZSTD_STEP]
            while rest:
                if self._frame is None:
                    self._frame = self._context.decompressobj(write_size=_STEP)
                yield self._frame.decompress(rest)
                if self._frame.eof:
                    rest, self._frame = self._frame.unused_data, None
                else:
                    rest = b""

    def is_complete(self) -> bool:
        return self._frame is None


_CODINGS: dict[str, Callable[[], _Decoder]] = {
    "gzip": _Gzip,
    "x-gzip": _Gzip,
    "deflate": _Deflate,
    "br": _Brotli,
    "zstd": _Zstandard,
}
