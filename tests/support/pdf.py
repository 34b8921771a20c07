"""A tiny PDF writer, enough to make the documents that tests read."""


def make_pdf(
    pages: list[list[str]], *, title: str = "", author: str = "", created: str = "", locked: bool = False
) -> bytes:
    """Return a PDF of one text object a line; a page of no line holds a grey square, as a scan would.

    `created` is a PDF date (D:20240312…); `locked` asks for a password that nobody has.
    """
    first = 4
    kids = " ".join(f"{first + 2 * number} 0 R" for number in range(len(pages)))
    objects = [
        "<< /Type /Catalog /Pages 2 0 R >>",
        f"<< /Type /Pages /Kids [{kids}] /Count {len(pages)} >>",
        "<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >>",
    ]
    for number, lines in enumerate(pages):
        content = _content(lines)
        objects += [
            "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Resources << /Font << /F1 3 0 R >> >>"
            f" /Contents {first + 2 * number + 1} 0 R >>",
            f"<< /Length {len(content.encode('cp1252'))} >>\nstream\n{content}\nendstream",
        ]
    facts = {"Title": title, "Author": author, "CreationDate": created}
    objects.append("<< " + " ".join(f"/{key} {_string(value)}" for key, value in facts.items() if value) + " >>")
    trailer = f"/Root 1 0 R /Info {len(objects)} 0 R"
    if locked:
        secret = "00" * 32
        objects.append(f"<< /Filter /Standard /V 1 /R 2 /P -4 /O <{secret}> /U <{secret}> >>")
        trailer += f" /Encrypt {len(objects)} 0 R /ID [<00> <00>]"
    return _file(objects, trailer)


def _content(lines: list[str]) -> str:
    if not lines:
        return "0.5 g 100 100 300 300 re f"
    shown = "\n".join(f"({_escape(line)}) Tj T*" for line in lines)
    return f"BT /F1 10 Tf 14 TL 40 800 Td\n{shown}\nET"


def _escape(text: str) -> str:
    return text.replace("\\", r"\\").replace("(", r"\(").replace(")", r"\)")


def _string(text: str) -> str:
    return f"<FEFF{text.encode('utf-16-be').hex()}>"


def _file(objects: list[str], trailer: str) -> bytes:
    out, offsets = bytearray(b"%PDF-1.4\n"), []
    for number, body in enumerate(objects, start=1):
        offsets.append(len(out))
        out += f"{number} 0 obj\n{body}\nendobj\n".encode("cp1252")
    start = len(out)
    out += f"xref\n0 {len(objects) + 1}\n0000000000 65535 f \n".encode()
    out += b"".join(f"{offset:010d} 00000 n \n".encode() for offset in offsets)
    out += f"trailer\n<< /Size {len(objects) + 1} {trailer} >>\nstartxref\n{start}\n%%EOF\n".encode()
    return bytes(out)
