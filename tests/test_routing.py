"""What an operator may say of accounts and routes, and how mistakes are told.

Not here: what the engine makes of it (`tests/engines/upstream`), or the command that shows it (`tests/cli`).
"""

import tomllib
from dataclasses import replace

import pytest

from onereel.assets.urls import HostPort
from onereel.engines.upstream.accounts import WhenUnclear
from onereel.engines.upstream.route import Route
from onereel.errors import ConfigurationError
from onereel.routes import routable_models
from onereel.routing import UPSTREAMS, Routing, read_routing
from onereel.upstreams.base import Secret

MODELS = ("kling-v2-6-text2video", "wan2.6-t2v")
SECRETS = {("env", "ACCESS"): "ak", ("env", "SECRET"): "the-secret", ("file", "/run/key"): "from-a-file"}
KLING = "[accounts.a]\nupstream = 'kling'\nkey_env = 'ACCESS'\n"
WELL = """
[accounts.main]
upstream = "kling"
key_env = "ACCESS"
second_key_env = "SECRET"
concurrency = 3

[accounts.spare]
upstream = "kling"
base_url = "http://127.0.0.1:9000/"
key_file = "/run/key"

[routes]
"kling-v2-6-text2video" = ["main", "spare", "sketch"]
"wan2.6-t2v" = "sketch"
"""


def read(text, **more):
    return read_routing(
        tomllib.loads(text), models=MODELS, look_up=lambda kind, name: SECRETS.get((kind, name)), **more
    )


def test_accounts_and_routes_are_read():
    routing = read(WELL)
    main, spare = routing.accounts["main"], routing.accounts["spare"]
    assert (main.upstream.name, main.base_url, main.concurrency) == ("kling", "https://api-beijing.klingai.com", 3)
    assert main.secret == Secret(key="ak", second="the-secret")
    assert (spare.base_url, spare.concurrency, spare.secret) == ("http://127.0.0.1:9000", 5, Secret(key="from-a-file"))
    assert routing.routes == {
        "kling-v2-6-text2video": Route(engines=("main", "spare", "sketch")),
        "wan2.6-t2v": Route(engines=("sketch",)),
    }
    assert [routing.goes_out(model) for model in MODELS] == [True, False]
    assert routing.concurrency == 8
    assert HostPort(host="127.0.0.1", port=9000) in routing.places


def test_engines_may_share_the_work_and_go_on_after_moderation():
    text = """
[routes."wan2.6-t2v"]
engines = [{engine = "main", weight = 3}, {engine = "spare", weight = 1}, "sketch"]
after_moderation = "next engine"
"""
    route = read(WELL.partition("[routes]")[0] + text).routes["wan2.6-t2v"]
    assert route == Route(
        engines=("main", "spare", "sketch"), weights={"main": 3, "spare": 1}, goes_on_after_moderation=True
    )


def test_what_is_special_about_an_account_is_read():
    text = """
[accounts.main]
upstream = "kling"
key_env = "ACCESS"
calls_per_second = 2.5
when_unclear = "assume_lost"
callbacks = true
callback_secret_env = "SECRET"

[accounts."wan in singapore"]
upstream = "dashscope"
key_env = "ACCESS"
"""
    accounts = read(text, public_url="https://video.example/").accounts
    main, wan = accounts["main"], accounts["wan in singapore"]
    assert (main.calls_per_second, main.when_unclear) == (2.5, WhenUnclear.ASSUME_LOST)
    assert (main.callback_url, main.callback_secret) == ("https://video.example/callbacks/kling/main", "the-secret")
    assert (wan.calls_per_second, wan.when_unclear, wan.callback_url) == (20, WhenUnclear.ASK, "")


def test_nothing_said_is_everything_drawn():
    assert read("") == Routing()


@pytest.mark.parametrize("name", UPSTREAMS)
def test_every_vendor_has_regions_of_which_the_first_is_the_default(name):
    upstream = UPSTREAMS[name]
    if not upstream.base_urls:
        with pytest.raises(ConfigurationError, match="has no public address; say where it is"):
            read(f'[accounts.a]\nupstream = "{name}"\nkey_env = "ACCESS"')
        return
    for region, address in upstream.base_urls.items():
        routing = read(f'[accounts.a]\nupstream = "{name}"\nregion = "{region}"\nkey_env = "ACCESS"')
        assert routing.accounts["a"].base_url == address
    default = read(f'[accounts.a]\nupstream = "{name}"\nkey_env = "ACCESS"').accounts["a"].base_url
    assert default == next(iter(upstream.base_urls.values()))


@pytest.mark.parametrize("name", ["vllm-omni", "sglang"])
def test_a_server_of_ones_own_needs_no_key_and_may_be_told_its_models_name(name):
    plain = f'[accounts.a]\nupstream = "{name}"\nbase_url = "http://10.0.0.5:8000/"\n'
    account = read(plain).accounts["a"]
    assert (account.base_url, account.secret, account.upstream) == (
        "http://10.0.0.5:8000",
        Secret(key=""),
        UPSTREAMS[name],
    )
    told = read(plain + 'key_env = "ACCESS"\nmodel = "Wan-AI/Wan2.2"').accounts["a"]
    assert (told.secret, told.upstream) == (Secret(key="ak"), replace(UPSTREAMS[name], model="Wan-AI/Wan2.2"))


@pytest.mark.parametrize(
    ("text", "complaint"),
    [
        ("[account.a]", "the file: `account` is not known"),
        ("accounts = 1", "[accounts] must be a table"),
        ("[accounts]\na = 1", "[accounts.a] must be a table"),
        ("[accounts.sketch]\nupstream = 'kling'", "[accounts.sketch]: `sketch` is the embedded engine"),
        ("[accounts.a]\nupstream = 'sora'", "[accounts.a]: `upstream` must be one of pixverse, dashscope"),
        ("[accounts.a]\nupstream = 'kling'\nsecret = 'x'", "[accounts.a]: `secret` is not known"),
        ("[accounts.a]\nupstream = 'kling'", "[accounts.a]: say where the API key is"),
        ("[accounts.a]\nupstream = 'kling'\nkey_env = 'NONE'", "the variable that `key_env` names is empty"),
        ("[accounts.a]\nupstream = 'kling'\nkey_file = '/none'", "the file that `key_file` names is empty"),
        ("[accounts.a]\nupstream = 'kling'\nkey_env = 'ACCESS'\nregion = 'mars'", "`region` must be one of beijing"),
        ("[accounts.a]\nupstream = 'kling'\nkey_env = 'ACCESS'\nbase_url = 'ftp://x'", "`base_url` will not do"),
        ("[accounts.a]\nupstream = 'kling'\nkey_env = 'ACCESS'\nconcurrency = 0", "`concurrency` must be a whole"),
        ("[accounts.a]\nupstream = 'kling'\nkey_env = 'ACCESS'\nconcurrency = true", "`concurrency` must be a whole"),
        (KLING + "calls_per_second = 0", "`calls_per_second` must be a number above 0"),
        (KLING + "when_unclear = 'guess'", "`when_unclear` must be one of ask, assume_lost, assume_running"),
        (KLING + "callbacks = 'yes'", "`callbacks` must be true or false"),
        (KLING + "callbacks = true", "set ONEREEL_PUBLIC_URL to where vendors reach this server"),
        ("[routes.'wan2.6-t2v']\nengines = ['sketch']\nafter = 1", "`after` is not known"),
        ("[routes.'wan2.6-t2v']\nengines = ['sketch']\nafter_moderation = 'no'", "`after_moderation` must be"),
        ("[routes]\n'wan2.6-t2v' = ['sketch', {engine = 'sketch', weight = 1}]", "an engine stands there twice"),
        (KLING + "[routes]\n'wan2.6-t2v' = ['sketch', {engine = 'a', weight = 1}]", "stand before those without"),
        (KLING + "[routes]\n'wan2.6-t2v' = [{engine = 'a', weight = 0}]", "`weight` must be a whole number"),
        ("[accounts.a]\nupstream = 'kling'\nkey_env = 'ACCESS'\nmodel = 'x'", "`model` is only for vllm-omni, sglang"),
        ("[accounts.a]\nupstream = 'sglang'\nbase_url = 'http://x'\nmodel = 1", "`model` must be the name"),
        ("[accounts.a]\nupstream = 'onereel'\nbase_url = 'http://x'", "[accounts.a]: say where the API key is"),
        ("[routes]\n'kling-text2video-get' = ['sketch']", "there is no such model to be routed"),
        ("[routes]\n'wan2.6-t2v' = []", "it takes a list of engines"),
        ("[routes]\n'wan2.6-t2v' = [1]", "it takes a list of engines"),
        ("[routes]\n'wan2.6-t2v' = ['main']", "there is no [accounts.main]"),
        ("[routes]\n'wan2.6-t2v' = ['sketch', 'sketch']", "an engine stands there twice"),
    ],
)
def test_a_mistake_is_told_with_its_place(text, complaint):
    with pytest.raises(ConfigurationError) as told:
        read(text)
    assert complaint in str(told.value)
    assert "the-secret" not in str(told.value)


def test_callbacks_that_are_signed_with_a_secret_need_one():
    with pytest.raises(ConfigurationError, match="say where it is with `callback_secret_env`"):
        read(KLING + "callbacks = true", public_url="https://video.example")


def test_the_models_that_can_be_routed_are_those_that_make_videos():
    assert routable_models() == ("paiwo-v5.6-itv2", "wan2.6-t2v", "kling-v2-6-text2video", "viduq2-pro")
