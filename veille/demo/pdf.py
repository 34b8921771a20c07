"""The smallest PDF that holds a text one can select: studies are often published so.

One built-in font (Helvetica, so Latin-1 letters and a few signs more), no images,
no compression: the file can be read in an editor (ISO 32000-1, sections 7.5 and 9.4).
"""

import textwrap
from collections.abc import Sequence

_WIDTH, _LINES = 88, 46  # characters a line and lines a page that fit A4 at 11 points
_PAGE = "[0 0 595 842]"  # A4 in points


def pdf(title: str, paragraphs: Sequence[str]) -> bytes:
    """Return a PDF file with the title and the paragraphs, over as many A4 pages as needed."""
    lines = [title, ""]
    for paragraph in paragraphs:
        lines += [*textwrap.wrap(paragraph.replace("\u202f", "\u00a0"), _WIDTH), ""]
    pages = [lines[start : start + _LINES] for start in range(0, len(lines), _LINES)]
    kids = " ".join(f"{5 + 2 * index} 0 R" for index in range(len(pages)))
    objects = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        f"<< /Type /Pages /Kids [{kids}] /Count {len(pages)} >>".encode(),
        b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >>",
        b"<< /Title (" + _escaped(title) + b") >>",
    ]
    for index, page in enumerate(pages):
        objects.append(
            f"<< /Type /Page /Parent 2 0 R /MediaBox {_PAGE} /Contents {6 + 2 * index} 0 R"
            " /Resources << /Font << /F1 3 0 R >> >> >>".encode()
        )
        objects.append(_stream(page))
    return _file(objects)


def _stream(lines: Sequence[str]) -> bytes:
    shown = b"".join(b"(" + _escaped(line) + b") Tj T*\n" for line in lines)
    content = b"BT /F1 11 Tf 15 TL 56 780 Td\n" + shown + b"ET"
    return b"<< /Length %d >>\nstream\n%s\nendstream" % (len(content), content)


def _escaped(text: str) -> bytes:
    for char in "\\()":
        text = text.replace(char, "\\" + char)
    return text.encode("cp1252", "replace")


def _file(objects: Sequence[bytes]) -> bytes:
    out = bytearray(b"%PDF-1.4\n")
    offsets = []
    for number, body in enumerate(objects, 1):
        offsets.append(len(out))
        out += b"%d 0 obj\n%s\nendobj\n" % (number, body)
    start = len(out)
    out += b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1)
    out += b"".join(b"%010d 00000 n \n" % offset for offset in offsets)
    out += b"trailer\n<< /Size %d /Root 1 0 R /Info 4 0 R >>\nstartxref\n%d\n%%%%EOF\n" % (len(objects) + 1, start)
    return bytes(out)
