"""URLs have one reading or none; allowances and callback addresses go by the same rules."""

from contextlib import suppress
from urllib.parse import urlsplit

import pytest
from hypothesis import given
from hypothesis import strategies as st
from yarl import URL

from onereel.assets.urls import MAX_URL_LENGTH, HostPort, check_callback_url, parse_allowance, parse_redirect, parse_url
from onereel.errors import ConfigurationError, FetchRefused

ODD_NOTATIONS = [
    "http://2130706433/",
    "http://0x7f.1/",
    "http://0x7f000001/",
    "http://127.1/",
    "http://127.0.1/",
    "http://0177.0.0.1/",
    "http://127.0.0.01/",
    "http://127.0.0.0x1/",
    "http://127.0.0.1./",
    "http://256.1.1.1/",
    "http://1.2.3.4.5/",
    "http://example.0x/",
    "http://example.com./",
    "http://example..com/",
    "http://.example.com/",
    "http://-example.com/",
    "http://①②⑦.0.0.1/",
    "http://127。0。0。1/",
    "http://exämple.com/",
    "http://exa%6dple.com/",
    "http://[::1%25eth0]/",
    "http://[::1]x/",
    "http://[127.0.0.1]/",
    "http://[::gg]/",
    "http://::1/",
    "http://" + "a" * 64 + ".com/",
    "http://" + "a." * 127 + "com/",
]
OTHER_REFUSALS = [
    "",
    "example.com/a.png",
    "//example.com/a.png",
    "ftp://example.com/",
    "file:///etc/passwd",
    "gopher://example.com/",
    "data:image/png;base64,AAAA",
    "http:/example.com/",
    "http:example.com/",
    "http://",
    "http:///path",
    "http://user@example.com/",
    "http://user:word@example.com/",
    "http://example.com@127.0.0.1/",
    "http://example.com\\@127.0.0.1/",
    "http://example.com:0/",
    "http://example.com:65536/",
    "http://example.com:/",
    "http://example.com:80:80/",
    "http://example.com:+80/",
    "http://example.com:８０/",
    " http://example.com/",
    "http://example.com/ ",
    "http://exam\tple.com/",
    "http://example.com/a\r\nHost: other",
    "http://example.com/\x00",
    "http://example.com/\x85",
    "http://example.com/\ud800",
    "http://example.com/" + "a" * MAX_URL_LENGTH,
]


@pytest.mark.parametrize("url", ODD_NOTATIONS + OTHER_REFUSALS)
def test_whatever_has_a_second_reading_is_refused(url):
    with pytest.raises(FetchRefused):
        parse_url(url)


@pytest.mark.parametrize(
    ("url", "place", "path", "query"),
    [
        ("http://example.com", HostPort(host="example.com", port=80), "/", ""),
        ("HTTPS://Example.COM/A?b=C#d", HostPort(host="example.com", port=443), "/A", "b=C"),
        ("https://a_b.example:8443/?", HostPort(host="a_b.example", port=8443), "/", ""),
        ("http://xn--fiqs8s/", HostPort(host="xn--fiqs8s", port=80), "/", ""),
        ("http://[2606:4700:0::1]:81/", HostPort(host="2606:4700::1", port=81), "/", ""),
        ("http://1.1.1.1/a%2Fb", HostPort(host="1.1.1.1", port=80), "/a%2Fb", ""),
        ("http://e.com/图.png?词=a+b", HostPort(host="e.com", port=80), "/%E5%9B%BE.png", "%E8%AF%8D=a+b"),
    ],
)
def test_a_plain_url_is_read(url, place, path, query):
    address = parse_url(url)
    assert (address.place, address.path, address.query) == (place, path, query)


HOST_TEXT = st.text(st.sampled_from("abcx019.-_:@[]%/\\?#&é。 "), max_size=24)


@given(st.sampled_from(["http://", "https://", "HTTP://"]), HOST_TEXT, st.text(max_size=12))
def test_what_is_accepted_is_read_the_same_by_other_parsers(scheme, host, tail):
    url = scheme + host + tail
    try:
        address = parse_url(url)
    except FetchRefused:
        return
    if address.literal is None:
        assert urlsplit(url).hostname == address.place.host
    assert parse_url(f"{address.scheme}://{address.place}{address.path}").place == address.place
    rebuilt = URL(f"{address.scheme}://{address.place}{address.path}?{address.query}", encoded=True)
    assert (rebuilt.host, rebuilt.port, rebuilt.user) == (address.place.host, address.place.port, None)
    assert f"{address.path}{address.query}".isascii()


@given(st.text(max_size=60))
def test_no_text_makes_the_parser_fail_otherwise(text):
    for call in (parse_url, check_callback_url):
        with suppress(FetchRefused):
            call(text)


@pytest.mark.parametrize(
    ("location", "expected"),
    [
        ("/b", "http://e.com/b"),
        ("c?d", "http://e.com/x/c?d"),
        ("//other.com/", "http://other.com/"),
        ("https://o.com/", "https://o.com/"),
    ],
)
def test_a_redirect_is_read_against_its_base(location, expected):
    base = parse_url("http://e.com/x/y?z")
    address, wanted = parse_redirect(location, base=base), parse_url(expected)
    assert (address.scheme, address.place, address.path, address.query) == (
        wanted.scheme,
        wanted.place,
        wanted.path,
        wanted.query,
    )


@pytest.mark.parametrize("location", ["http://[", "javascript:alert(1)", "file:///etc/passwd", "http://127.1/"])
def test_a_redirect_to_nowhere_is_refused(location):
    with pytest.raises(FetchRefused):
        parse_redirect(location, base=parse_url("http://e.com/"))


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ("127.0.0.1:18099", HostPort(host="127.0.0.1", port=18099)),
        ("Minio.Internal:9000", HostPort(host="minio.internal", port=9000)),
        ("[0:0::1]:80", HostPort(host="::1", port=80)),
        ("localhost:1", HostPort(host="localhost", port=1)),
    ],
)
def test_an_allowance_is_a_host_and_a_port(text, place):
    assert parse_allowance(text) == place
    assert parse_allowance(str(place)) == place


@pytest.mark.parametrize(
    "text", ["", "localhost", "localhost:", "localhost:0", ":80", "127.1:80", "http://a:80", "a:80/"]
)
def test_an_unclear_allowance_names_the_setting_and_the_cure(text):
    with pytest.raises(ConfigurationError, match=r"--allow-private .*host:port"):
        parse_allowance(text)


@pytest.mark.parametrize(
    "url",
    [
        "http://127.0.0.1:9000/done",
        "http://10.1.2.3/",
        "http://[::1]/",
        "http://[::ffff:10.0.0.1]/",
        "http://169.254.169.254/latest",
        "http://localhost/",
        "http://queue/done",
        "http://a.localhost/",
        "http://metadata.google.internal/",
        "http://printer.local/",
    ],
)
def test_a_callback_into_a_private_network_is_refused_without_a_look_up(url):
    with pytest.raises(FetchRefused, match="--allow-private"):
        check_callback_url(url)
    check_callback_url(url, allow={parse_url(url).place})


@pytest.mark.parametrize("url", ["https://example.com/done", "http://8.8.8.8:8080/x", "https://no-such-name.example/"])
def test_a_callback_to_a_public_place_is_taken(url):
    check_callback_url(url)


def test_an_allowance_holds_for_its_port_only():
    with pytest.raises(FetchRefused):
        check_callback_url("http://localhost:81/", allow={HostPort(host="localhost", port=80)})
