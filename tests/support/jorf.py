"""Small archives in the layout of DILA's official journal; every text in them is invented."""

import io
import tarfile
from html import escape

ROOT = "20261121-013045/jorf/global"


def text_id(number: int) -> str:
    return f"JORFTEXT{number:012d}"


def article_id(number: int) -> str:
    return f"JORFARTI{number:012d}"


def version(
    number: int,
    title: str,
    *,
    nature: str = "ARRETE",
    date: str = "2026-11-21",
    notice: str = "",
    ministry: str = "Ministère des exemples",
) -> tuple[str, bytes]:
    """Return path and content of the file that says what a text is."""
    identity = text_id(number)
    xml = f"""<?xml version="1.0" encoding="UTF-8"?>
<TEXTE_VERSION><META><META_COMMUN><ID>{identity}</ID><ANCIEN_ID/><ORIGINE>JORF</ORIGINE>
<URL>texte/version/JORF/TEXT/{identity}.xml</URL><NATURE>{nature}</NATURE></META_COMMUN>
<META_SPEC><META_TEXTE_CHRONICLE><CID>{identity}</CID><NUM/><NUM_SEQUENCE>12</NUM_SEQUENCE><NOR>EXEX2600001A</NOR>
<DATE_PUBLI>{date}</DATE_PUBLI><DATE_TEXTE>2026-11-18</DATE_TEXTE>
<ORIGINE_PUBLI>JORF n°0271 du 21 novembre 2026</ORIGINE_PUBLI></META_TEXTE_CHRONICLE>
<META_TEXTE_VERSION><TITRE>{escape(title[:20])}</TITRE><TITREFULL>{escape(title)}</TITREFULL><AUTORITE/>
<MINISTERE>{ministry}</MINISTERE></META_TEXTE_VERSION></META_SPEC></META>
<NOTICE><CONTENU>{notice}</CONTENU></NOTICE><VISAS><CONTENU><p>Vu le code des exemples,</p></CONTENU></VISAS>
<SIGNATAIRES><CONTENU/></SIGNATAIRES></TEXTE_VERSION>"""
    return f"{ROOT}/texte/version/JORF/TEXT/00/00/{identity}.xml", xml.encode()


def struct(number: int, *articles: int) -> tuple[str, bytes]:
    """Return path and content of the file that gives the order of a text's articles."""
    identity = text_id(number)
    links = "".join(
        f'<LIEN_ART debut="2026-11-22" id="{article_id(one)}" num="{one}" origine="JORF"/>' for one in articles
    )
    xml = f"""<?xml version="1.0" encoding="UTF-8"?>
<TEXTELR><META><META_COMMUN><ID>{identity}</ID><NATURE>ARRETE</NATURE></META_COMMUN><META_SPEC/></META>
<STRUCT>{links}</STRUCT></TEXTELR>"""
    return f"{ROOT}/texte/struct/JORF/TEXT/00/00/{identity}.xml", xml.encode()


def article(number: int, of: int, html: str) -> tuple[str, bytes]:
    """Return path and content of one article of a text."""
    identity = article_id(number)
    xml = f"""<?xml version="1.0" encoding="UTF-8"?>
<ARTICLE><META><META_COMMUN><ID>{identity}</ID><NATURE>Article</NATURE></META_COMMUN>
<META_SPEC><META_ARTICLE><NUM>{number}</NUM></META_ARTICLE></META_SPEC></META>
<CONTEXTE><TEXTE cid="{text_id(of)}" nature="ARRETE" date_publi="2026-11-21"><TITRE_TXT>…</TITRE_TXT></TEXTE></CONTEXTE>
<BLOC_TEXTUEL><CONTENU>{html}</CONTENU></BLOC_TEXTUEL></ARTICLE>"""
    return f"{ROOT}/article/JORF/ARTI/00/00/{identity}.xml", xml.encode()


def packed(*members: tuple[str, bytes], mode: str = "w:gz") -> bytes:
    """Return the archive of these files."""
    buffer = io.BytesIO()
    with tarfile.open(fileobj=buffer, mode=mode) as tar:  # type: ignore[call-overload]
        for path, content in members:
            info = tarfile.TarInfo(path)
            info.size = len(content)
            tar.addfile(info, io.BytesIO(content))
    return buffer.getvalue()


def delivery(*numbers: int, words: str = "L’association est agréée.") -> bytes:
    """Return an archive of texts that all say the same."""
    members = []
    for number in numbers:
        members += [
            version(number, f"Arrêté n° {number}"),
            struct(number, number),
            article(number, number, f"<p>{words}</p>"),
        ]
    return packed(*members)


def folder(*stamps: str) -> bytes:
    """Return the page of a folder, as Apache writes it."""
    rows = "".join(f'<a href="JORF_{one}.tar.gz">JORF_{one}.tar.gz</a> 21-Nov-2026 01:31  2.1M\n' for one in stamps)
    return f"""<!DOCTYPE HTML PUBLIC "-//W3C//DTD HTML 3.2 Final//EN">
<html><head><title>Index of /OPENDATA/JORF</title></head>
<body><h1>Index of /OPENDATA/JORF</h1><pre><a href="?C=N;O=D">Name</a>
<a href="/OPENDATA/">Parent Directory</a>
<a href="Freemium_jorf_global_20250713-140000.tar.gz">Freemium_jorf_global_20250713-140000.tar.gz</a> 13-Jul-2025 950M
{rows}<a href="JORF_liste_des_types.pdf">JORF_liste_des_types.pdf</a></pre></body></html>""".encode()
