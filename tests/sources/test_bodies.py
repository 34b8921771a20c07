"""Bodies are decompressed whatever way they are cut and wrapped, and never beyond their cap."""

import random
import zlib

import pytest
import zstandard

from tests.support.faultserver import compress, make_bomb
from veille.sources.bodies import ACCEPT_ENCODING, Body, TooBigError, UnreadableError

CODINGS = ACCEPT_ENCODING.split(", ")
TEXT = ("L’économie sociale et solidaire. " * 5_000).encode()
NOISE = random.Random(2).randbytes(200_000)


def read(coding: str, data: bytes, *, limit: int = 10_000_000, step: int = 16_384) -> bytes:
    body = Body(coding, limit)
    for start in range(0, len(data), step):
        body.feed(data[start : start + step])
    return body.end()


@pytest.mark.parametrize("content", [b"x", TEXT, NOISE, bytes(300_000)], ids=["byte", "text", "noise", "zeros"])
@pytest.mark.parametrize("step", [997, 16_384, 10_000_000])
@pytest.mark.parametrize("coding", [*CODINGS, "identity", ""])
def test_what_was_compressed_comes_back(coding: str, step: int, content: bytes) -> None:
    data = compress(coding, content) if coding in CODINGS else content

    assert read(coding, data, step=step) == content


@pytest.mark.parametrize("coding", CODINGS)
def test_a_body_fed_byte_by_byte_comes_back(coding: str) -> None:
    assert read(coding, compress(coding, TEXT[:3_000]), step=1) == TEXT[:3_000]


@pytest.mark.parametrize("size", [65_535, 65_536, 65_537, 98_272, 131_072])
@pytest.mark.parametrize("coding", CODINGS)
def test_no_byte_is_lost_where_a_step_ends(coding: str, size: int) -> None:
    assert read(coding, compress(coding, bytes(size))) == bytes(size)


@pytest.mark.parametrize("step", [1, 7, 100_000])
@pytest.mark.parametrize("coding", ["gzip", "zstd"])
def test_several_members_are_one_body(coding: str, step: int) -> None:
    data = compress(coding, b"un ") + compress(coding, b"") + compress(coding, b"deux")

    assert read(coding, data, step=step) == b"un deux"


@pytest.mark.parametrize("step", [1, 100])
@pytest.mark.parametrize("after", [b"\0" * 50, b"rubbish", b"\0\0\x1f", b"\x1f rubbish"])
def test_what_follows_the_last_gzip_member_is_ignored(after: bytes, step: int) -> None:
    assert read("gzip", compress("gzip", b"abc") + after, step=step) == b"abc"


@pytest.mark.parametrize("step", [1, 5, 10_000])
@pytest.mark.parametrize("coding", ["br", "zstd"])
def test_rubbish_after_brotli_and_zstandard_is_an_error_wherever_the_pieces_end(coding: str, step: int) -> None:
    with pytest.raises(UnreadableError):
        read(coding, compress(coding, TEXT) + b"rubbish", step=step)


def test_deflate_without_its_zlib_wrapper_is_read() -> None:
    raw = zlib.compressobj(wbits=-15)

    assert read("deflate", raw.compress(TEXT) + raw.flush(), step=1) == TEXT


def test_codings_on_top_of_each_other_are_undone_in_order() -> None:
    assert read("gzip, br", compress("br", compress("gzip", TEXT))) == TEXT


@pytest.mark.parametrize("coding", CODINGS)
def test_a_body_cut_short_is_unreadable(coding: str) -> None:
    data = compress(coding, NOISE)

    for length in (1, len(data) // 2, len(data) - 1):
        with pytest.raises(UnreadableError):
            read(coding, data[:length])


@pytest.mark.parametrize("coding", CODINGS)
def test_a_body_that_is_not_compressed_is_unreadable(coding: str) -> None:
    with pytest.raises(UnreadableError):
        read(coding, b"<html>not compressed at all</html>")


@pytest.mark.parametrize("coding", CODINGS)
def test_damage_in_the_middle_is_unreadable_or_changes_nothing_unnoticed(coding: str) -> None:
    data = bytearray(compress(coding, TEXT))
    data[len(data) // 2] ^= 0xFF

    try:
        content = read(coding, bytes(data))
    except (UnreadableError, TooBigError):
        return
    # brotli and, by default, zstandard carry no checksum: damage may pass, but never as the true text
    assert coding in ("br", "zstd")
    assert content != TEXT


@pytest.mark.parametrize("coding", ["compress", "exi", "gzip, rot13", "gzip, gzip, gzip, gzip", "aws-chunked"])
def test_an_encoding_that_was_not_offered_is_unreadable(coding: str) -> None:
    with pytest.raises(UnreadableError):
        Body(coding, 1_000)


@pytest.mark.parametrize("coding", CODINGS)
def test_no_byte_at_all_is_an_empty_body(coding: str) -> None:
    assert Body(coding, 1_000).end() == b""


@pytest.mark.parametrize("coding", [*CODINGS, ""])
def test_the_cap_is_exact(coding: str) -> None:
    data = compress(coding, TEXT) if coding else TEXT

    assert read(coding, data, limit=len(TEXT)) == TEXT
    with pytest.raises(TooBigError):
        read(coding, data, limit=len(TEXT) - 1)


@pytest.mark.parametrize("coding", CODINGS)
def test_the_cap_also_counts_the_bytes_as_sent(coding: str) -> None:
    data = compress(coding, NOISE)

    with pytest.raises(TooBigError):
        read(coding, data, limit=len(data) // 2)


@pytest.mark.parametrize("coding", CODINGS)
def test_a_bomb_ends_at_the_cap_and_keeps_no_more_than_the_cap(coding: str) -> None:
    body = Body(coding, 1_000_000)

    with pytest.raises(TooBigError):
        body.feed(make_bomb(coding, 256))

    assert len(body.so_far()) <= 1_000_000


def test_a_bomb_that_shrinks_again_is_stopped_between_its_layers() -> None:
    """The inner layer is empty gzip members: gigabytes that decompress to nothing."""
    empty_members = compress("gzip", b"") * 200_000
    outer = zlib.compress(empty_members, wbits=31)

    with pytest.raises(TooBigError):
        read("gzip, gzip", outer, limit=1_000_000)


def test_a_zstandard_window_over_the_8_megabytes_of_rfc_9659_is_refused() -> None:
    parameters = zstandard.ZstdCompressionParameters(window_log=27)
    stream = zstandard.ZstdCompressor(compression_params=parameters).compressobj()

    with pytest.raises(UnreadableError):
        read("zstd", stream.compress(b"abc") + stream.flush())
