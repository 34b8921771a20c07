"""Which address names an article."""

import pytest

from veille.extract.identity import article_url

SITE = "https://www.asso.example"


@pytest.mark.parametrize(
    ("fetched", "canonical", "expected"),
    [
        pytest.param("/a/b", "", "/a/b", id="none"),
        pytest.param("/a/b?utm_source=lettre#suite", "", "/a/b", id="trackers"),
        pytest.param("/2024/03/titre/amp/", "", "/2024/03/titre", id="amp"),
        pytest.param("/?p=123", "/2024/03/titre/", "/2024/03/titre/", id="short-link"),
        pytest.param("/a/b?from=home", "/a/b", "/a/b", id="parameter-dropped"),
        pytest.param("/a/b", "https://asso.example/a/b", "https://asso.example/a/b", id="without-www"),
        pytest.param("/a/b", "http://www.asso.example/a/c", "/a/c", id="https-kept"),
        pytest.param("http://www.asso.example/a/b", f"{SITE}/a/b", "/a/b", id="https-gained"),
        pytest.param("/a/titre/page/2/", "/a/titre/", "/a/titre/", id="pagination"),
        pytest.param("/a/b", "https://ailleurs.example/a/b", "/a/b", id="other-host"),
        pytest.param("/a/b", "https://blog.asso.example/a/b", "/a/b", id="other-subdomain"),
        pytest.param("/a/b", "https://www.asso.example:8443/a/b", "/a/b", id="other-port"),
        pytest.param("/a/b", "/", "/a/b", id="home"),
        pytest.param("/a/b", "/fr/", "/a/b", id="language-home"),
        pytest.param("/a/b", "/index.php", "/a/b", id="index"),
        pytest.param("/?p=123", "/", "/?p=123", id="home-for-short-link"),
        pytest.param("/actualites/titre", "/actualites", "/actualites/titre", id="section"),
        pytest.param("/spip.php?article12", "/spip.php", "/spip.php?article12", id="bare-script"),
        pytest.param("/actu?id=12", "/actu", "/actu?id=12", id="id-dropped"),
        pytest.param("/index.html", "/", "/", id="home-itself"),
        pytest.param("/a/b", "javascript:alert(1)", "/a/b", id="script"),
        pytest.param("/a/b", "http://[", "/a/b", id="nonsense"),
    ],
)
def test_the_pages_own_name_counts_only_where_it_can_be_right(fetched: str, canonical: str, expected: str) -> None:
    absolute = fetched if fetched.startswith("http") else SITE + fetched
    assert article_url(absolute, canonical) == (expected if expected.startswith("http") else SITE + expected)


def test_an_address_that_is_not_http_is_refused() -> None:
    with pytest.raises(ValueError, match="ftp"):
        article_url("ftp://asso.example/a", "")
