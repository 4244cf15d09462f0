"""Which language commands speak, and where: one example of all that shows words to people.

Not here: whether all of it is known (`tests/translation/test_command_line.py`).
"""

import json
import re

import pytest
from tests.cli.conftest import SOONEST
from tests.cli.support.terminal import CTRL_C
from typer.testing import CliRunner

from onereel.cli.ending import describe
from onereel.cli.main import app
from onereel.cli.speaking import Tongue, choose_language
from onereel.client.errors import AnswerLost, Refusal, TooManyTasks, VideoFailed, WaitTimeout
from onereel.client.states import Failure, Snapshot, State

KLING = "kling-v2-6-text2video"
CHINESE = {"LANG": "zh_CN.UTF-8"}
NOWHERE = {"ONEREEL_BASE_URL": "http://127.0.0.1:9", "ONEREEL_API_KEY": "sk-1"}
HAN = re.compile(r"[\u4e00-\u9fff]")


@pytest.mark.parametrize(
    ("environment", "language"),
    [
        ({}, "en"),
        ({"LANG": ""}, "en"),
        ({"LANG": "C"}, "en"),
        ({"LANG": "C.UTF-8"}, "en"),
        ({"LANG": "POSIX"}, "en"),
        ({"LANG": "en_GB.UTF-8"}, "en"),
        ({"LANG": "de_DE.UTF-8"}, "en"),
        ({"LANG": "zh_CN.UTF-8"}, "zh-Hans"),
        ({"LANG": "zh_CN.GB18030"}, "zh-Hans"),
        ({"LANG": "zh_SG"}, "zh-Hans"),
        ({"LANG": "zh"}, "zh-Hans"),
        ({"LANG": "zh-Hans"}, "zh-Hans"),
        ({"LANG": "zh_CN.UTF-8@pinyin"}, "zh-Hans"),
        ({"LANG": "zh_TW.UTF-8"}, "en"),
        ({"LANG": "zh-Hant-HK"}, "en"),
        ({"LANG": "zh_CN.UTF-8", "LC_MESSAGES": "en_US.UTF-8"}, "en"),
        ({"LANG": "en_US.UTF-8", "LC_MESSAGES": "zh_CN.UTF-8"}, "zh-Hans"),
        ({"LC_ALL": "en_US.UTF-8", "LC_MESSAGES": "zh_CN.UTF-8"}, "en"),
        ({"LC_ALL": "", "LANG": "zh_CN.UTF-8"}, "zh-Hans"),
        ({"LANG": "en_US.UTF-8", "LANGUAGE": "zh_CN:en"}, "zh-Hans"),
        ({"LANG": "zh_CN.UTF-8", "LANGUAGE": "en:zh"}, "en"),
        ({"LANG": "de_DE.UTF-8", "LANGUAGE": "de:zh_TW:zh_CN"}, "zh-Hans"),
        ({"LANG": "C", "LANGUAGE": "zh_CN"}, "en"),
        ({"ONEREEL_LANGUAGE": "zh"}, "zh-Hans"),
        ({"ONEREEL_LANGUAGE": "zh-Hans", "LC_ALL": "C"}, "zh-Hans"),
        ({"ONEREEL_LANGUAGE": "en", "LANG": "zh_CN.UTF-8", "LANGUAGE": "zh_CN"}, "en"),
        ({"ONEREEL_LANGUAGE": "tlh", "LANG": "zh_CN.UTF-8"}, "en"),
        ({"ONEREEL_LANGUAGE": "", "LANG": "zh_CN.UTF-8"}, "zh-Hans"),
    ],
)
def test_the_language_is_the_locales_unless_another_is_named(environment, language):
    assert choose_language(environment) == language


def test_sentences_of_their_own_stand_on_one_line():
    told = "{id} is cancelled.\ninterrupted while saving.\nvendor's words\ntoo\nTry again in 3 s."

    assert (
        Tongue(language="zh-Hans").tell_all(told) == "{id} 已取消。保存时被中断。vendor's words too 请在 3 秒后重试。"
    )
    assert Tongue(language="en").tell_all("a b.\nc d.") == "a b. c d."


@pytest.mark.parametrize(
    ("error", "told"),
    [
        (
            VideoFailed(
                Snapshot(model=KLING, id="7", state=State.FAILED, failure=Failure(code="failed", message="x (y)"))
            ),
            f"{KLING} 7 失败：x (y)（failed）。",
        ),
        (
            WaitTimeout(Snapshot(model=KLING, id="7", state=State.RUNNING), 3),
            (
                f"等待 3 秒后，{KLING} 7 仍在生成，并会继续；可以再次等待，也可以取消。"
                "`onereel tasks watch` 可继续等待；--timeout 为等待时长。"
            ),
        ),
        (
            AnswerLost(
                "The submit was sent and its answer was lost (HTTP 502). Whether it was taken is not known.", "k-1"
            ),
            (
                "请求已发出，但没有收到响应（HTTP 502），无法确定是否已受理。"
                "在 onereel 上，用 --idempotency-key k-1 再次运行同一命令只会下单一次。可用 `onereel tasks list` 查看。"
            ),
        ),
        (
            TooManyTasks(
                Refusal(
                    status=429,
                    code="too_many_tasks",
                    message="This API key has 3 tasks open, and may have no more. Wait until one has ended.",
                    retry_after=2,
                )
            ),
            (
                "这个 API 密钥已有 3 个未结束的任务，达到上限。请等其中一个结束（too_many_tasks, HTTP 429）。"
                "请在 2 秒后重试。请等其中一个结束，或取消一个：`onereel tasks list --state running`。"
            ),
        ),
    ],
    ids=["failed", "time is up", "lost", "refused"],
)
def test_an_error_and_its_cure_are_told_one_after_the_other(error, told):
    assert Tongue(language="zh-Hans").tell_all(describe(error)) == told


def test_why_a_task_failed_is_told():
    why = "The video was not made in time; nothing is charged. Please submit the request again."

    assert Tongue(language="zh-Hans").tell_all(f"7\nfailed:\n{why}") == "7 失败：视频没有及时生成，不收费。请重新提交。"


def test_a_list_is_told_word_by_word():
    tongue = Tongue(language="zh-Hans")

    assert tongue.tell_list("1.5 CNY, 60 a minute\nrevoked\n2026-03-01") == "1.5 CNY、每分钟 60 个\n已吊销\n2026-03-01"


class TestChinese:
    def test_help(self, run):
        shown = run("generate", "--help", **CHINESE).stdout
        assert re.search(r"用法：onereel generate \[OPTIONS\] \[prompt\]", shown)
        assert "生成视频并保存。" in shown
        assert re.search(r"╭─ 参数 ─+╮\n│ +prompt +<str> +视频要呈现的内容。 +│", shown)
        assert re.search(r"╭─ 选项 ─+╮\n│ --model +-m +<str> +所用模型；", shown)
        assert re.search(r"│ --out +-o +PATH +保存位置：文件名或目录。", shown)
        assert "[默认：1800.0]" in shown
        assert "显示此帮助后退出。" in shown
        assert "…" not in shown

    def test_help_of_a_group_and_of_all(self, run):
        assert re.search(r"╭─ 命令 ─+╮\n│ list +列出最新的任务及其价格（元）。", run("tasks", **CHINESE).stdout)
        shown = run("--help", **CHINESE).stdout
        assert re.search(r"│ generate +生成视频并保存。", shown)
        assert re.search(r"│ serve +运行服务器，直到收到停止信号。", shown)

    @pytest.mark.parametrize("settings", [{}, {"TYPER_USE_RICH": "0"}], ids=["panels", "plain"])
    def test_what_stands_in_brackets_is_shown(self, run, settings):
        shown = " ".join(run("serve", "--help", COLUMNS="200", **CHINESE, **settings).stdout.split())
        assert "监听端口。 [环境变量 ONEREEL_PORT；默认：8000]" in shown

    def test_a_word_that_is_wrong(self, run):
        done = run("generate", "--zzz", **CHINESE)
        assert (done.returncode, done.stderr) == (
            2,
            "onereel: 没有选项 --zzz。用法见 `onereel generate --help`。\n",
        )

    def test_what_the_client_refuses_by_the_names_of_options(self, run):
        done = run("generate", "a boat", "-m", KLING, "-d", "7", **CHINESE)
        assert (done.returncode, done.stderr) == (2, f"onereel: {KLING}：--duration 可取 5, 10；不能是 7。\n")

    def test_no_server(self, run):
        done = run("tasks", "list", **NOWHERE, **CHINESE)
        assert done.returncode == 3
        assert re.fullmatch(
            r"onereel: 无法连接 http://127\.0\.0\.1:9（ConnectError.*）。"
            r"请确认服务器正在运行，且 ONEREEL_BASE_URL（或 --server）是它的地址。\n",
            done.stderr,
        )

    def test_what_a_server_refuses(self, run, idle_server):
        done = run("tasks", "list", to=idle_server, **CHINESE | {"ONEREEL_API_KEY": "sk-wrong"})
        assert re.fullmatch(
            r"onereel: 这里没有这个 API 密钥。可在服务器上用 `onereel keys create` 创建"
            r"（invalid_api_key, HTTP 401, 请求 .+）。"
            r"请将 ONEREEL_API_KEY 设为此服务器的密钥；可用 `onereel keys create` 创建。\n",
            done.stderr,
        )

    def test_a_table_keeps_names_and_states_as_they_are_typed(self, run, idle_server):
        run("generate", "a boat", "-m", KLING, "--timeout", "0.2", to=idle_server)
        head, row = (
            line
            for line in run("tasks", "list", "--limit", "1", to=idle_server, **CHINESE).stdout.splitlines()
            if line[0] in "┃│"
        )
        assert re.split(r" *┃ *", head)[1:-1][:5] == ["ID", "模型", "状态", "受理时间（UTC）", "价格"]
        assert re.split(r" *│ *", row)[1:-1][1:3] == [KLING, "queued"]

    def test_words_of_our_own_in_a_table(self, run):
        shown = run("models", KLING, **CHINESE).stdout
        rows = [re.split(r" *│ *", line)[1:3] for line in shown.splitlines() if line.startswith("│")]
        assert rows[:6] == [
            ["素材", "文字"],
            ["提示词", "2500 个字符"],
            ["--negative", "2500 个字符"],
            ["--duration", "5 10 秒"],
            ["--seed", "不支持"],
            ["声音", "无、自带"],
        ]

    def test_what_is_done_is_told_beside_the_file(self, run, server, place):
        done = run("generate", "a boat", *SOONEST, "-o", "out.mp4", to=server, **CHINESE)
        assert (done.returncode, done.stdout) == (0, f"{place / 'out.mp4'}\n")
        *told, facts = done.stderr.splitlines()
        assert [line for line in told if line not in {"排队中", "生成中"}] == ["下单中", "已成功", "保存中"]
        assert facts.startswith("wan2.6-t2v, ")

    def test_the_question_whose_answers_stay_y_and_n(self, open_terminal, idle_server):
        terminal = open_terminal("generate", "a boat", "-m", KLING, to=idle_server, **CHINESE)
        terminal.wait_for(r"排队中 +[━╺╸]+")
        terminal.press(CTRL_C)
        asked = terminal.wait_for(r"取消 (\d+)？（选 n 继续等待；再按 Ctrl-C 则任其继续） \[y/N\]")
        task_id = asked[1]
        terminal.press("是\n".encode())
        terminal.wait_for(rf"取消 {task_id}？.*\[y/N\]", after=asked.end())
        terminal.press(b"y\n")
        assert terminal.end() == 130
        assert f"onereel: {task_id} 已取消，不收费。" in terminal.text
        assert "Error" not in terminal.text

    def test_a_server_that_does_not_start_and_its_log_stays_english(self, run, place):
        (place / "onereel.toml").write_text("[routes]\nnothing = true\n")
        done = run("generate", "a boat", "-m", KLING, **CHINESE)
        assert done.stderr.startswith("onereel: 本次运行所用的服务器没有启动：")
        assert done.stderr.endswith("也可将 ONEREEL_BASE_URL 和 ONEREEL_API_KEY 设为正在运行的服务器。\n")
        log = place / ".local" / "share" / "onereel" / "server.log"
        assert not HAN.search(log.read_text(encoding="utf-8"))


class TestEnglish:
    @pytest.mark.parametrize(
        "settings",
        [
            {"LANG": "C.UTF-8"},
            {"LANG": ""},
            {"LANG": "zh_CN.UTF-8", "PYTHONIOENCODING": "ascii"},
            {"LANG": "zh_TW.UTF-8", "ONEREEL_LANGUAGE": "zh", "PYTHONIOENCODING": "big5"},
        ],
        ids=["C", "unset", "ascii", "big5"],
    )
    def test_where_the_locale_or_the_stream_is_of_no_other_language(self, run, settings):
        helped, mistaken = run("tasks", "--help", **settings), run("generate", "--zzz", **settings)
        assert "List the newest tasks, with their price in CNY." in helped.stdout
        assert mistaken.stderr == "onereel: No such option: --zzz. `onereel generate --help` says what it takes.\n"

    def test_in_json_while_people_are_told_in_their_language(self, run):
        done = run("tasks", "list", "--json", **NOWHERE, **CHINESE)
        told = json.loads(done.stdout)["error"]
        assert told["message"].endswith("Is the server running, and is ONEREEL_BASE_URL (or --server) its address?")
        assert done.stderr.startswith("onereel: 无法连接 http://127.0.0.1:9")

    def test_after_chinese_in_the_same_process(self):
        words = ["tasks", "list", "--help"]
        before = CliRunner().invoke(app, words).stdout
        assert HAN.search(CliRunner().invoke(app, words, env=CHINESE).stdout)
        assert CliRunner().invoke(app, words).stdout == before
