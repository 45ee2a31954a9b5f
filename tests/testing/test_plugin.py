"""The plugin in runs of pytest as its users have them, and the server that it runs."""

import gc
import logging
import os
import subprocess
import sys
import threading
from pathlib import Path

import pytest

from shelfwire.settings import Settings
from shelfwire.testing import Shelfwire, UnusedFaults, serving
from tests.house.documents import blocks
from tests.house.source import ROOT
from tests.testing.speaking import DIALECTS, ask, create, names

pytest_plugins = ["pytester"]

WHOLE_RUN = """
    import pytest
    from urllib.request import ProxyHandler, build_opener

    get = build_opener(ProxyHandler({})).open
    urls = []

    @pytest.mark.parametrize("number", [1, 2, 3])
    def test_each_begins_anew_on_one_server(shelfwire, shelfwire_server, number):
        assert shelfwire is shelfwire_server
        assert (shelfwire.requests, shelfwire.cin7.products()) == ([], [])
        assert shelfwire.vendnovation.seed([{"name": "Oats"}]) == [1]
        get(f"{shelfwire.base_url}/healthz").close()
        assert len(shelfwire.requests) == 1
        urls.append(shelfwire.base_url)
        assert set(urls) == {shelfwire.base_url}

    def test_met(shelfwire):
        shelfwire.fail_next(200, body="met")
        assert get(f"{shelfwire.base_url}/healthz").read() == b"met"

    def test_unmet(shelfwire):
        shelfwire.fail_next(500)

    def test_optional(shelfwire):
        shelfwire.fail_next(500, optional=True)

    def test_forgotten(shelfwire):
        shelfwire.fail_next(500)
        shelfwire.forget_faults()

    def test_that_fails_by_itself(shelfwire):
        shelfwire.fail_next(500)
        assert "this" == "that"

    @pytest.mark.xfail(strict=True)
    def test_unmet_as_expected(shelfwire):
        shelfwire.drop_next_answer()

    @pytest.fixture
    def renamed(shelfwire):
        return shelfwire

    def test_unmet_under_another_name(renamed):
        renamed.delay_next(3, method="PUT")

    class Grouped:
        def test_in_a_class(self, shelfwire):
            assert shelfwire.requests == []
"""

LIGHT = """
import sys

before = set(sys.modules)
import pytest

with_pytest = set(sys.modules)
import shelfwire.testing.plugin

added = {name for name in set(sys.modules) - with_pytest}
assert added == {"shelfwire", "shelfwire.testing", "shelfwire.testing.plugin"}, added
"""


@pytest.mark.parametrize("options", [[], ["-n", "2"]], ids=["one process", "xdist"])
def test_a_run_of_pytest(pytester: pytest.Pytester, options: list[str]) -> None:
    pytester.makepyfile(WHOLE_RUN)

    result = pytester.runpytest_subprocess("-W", "error", *options)

    result.assert_outcomes(passed=6, failed=3, xfailed=1)
    result.stdout.fnmatch_lines_random(
        [
            "fail_next(500) was for 1 more request. There came: no request. (optional=True allows that.)",
            "delay_next(3) was for 1 more request (method PUT). There came: no request. (optional=True allows that.)",
            "*AssertionError: assert 'this' == 'that'*",
        ]
    )


def test_the_examples_of_the_document_pass_when_they_are_pasted(pytester: pytest.Pytester) -> None:
    examples = [
        block.text
        for block in blocks((ROOT / "docs" / "testing.md").read_text(encoding="utf-8"))
        if block.language == "python"
    ]
    for number, example in enumerate(examples):
        Path(pytester.path, f"test_{number}.py").write_text(example, encoding="utf-8")

    result = pytester.runpytest_subprocess("-W", "error")

    result.assert_outcomes(passed=sum(example.count("def test_") for example in examples))


def test_a_run_that_does_not_use_it_imports_nothing_of_the_server() -> None:
    subprocess.run([sys.executable, "-c", LIGHT], check=True, timeout=60)


def test_names_that_are_not_there_are_said_to_be_missing() -> None:
    import shelfwire.testing

    with pytest.raises(AttributeError, match=r"^module 'shelfwire.testing' has no attribute 'nothing'$"):
        _ = shelfwire.testing.nothing  # type: ignore[attr-defined]


def test_a_server_leaves_its_process_as_it_was(capfd: pytest.CaptureFixture[str]) -> None:
    def state() -> tuple[object, ...]:
        handlers = list(logging.getLogger().handlers)
        return (set(threading.enumerate()), sys.getswitchinterval(), gc.get_freeze_count(), handlers, dict(os.environ))

    gc.unfreeze()  # other tests of this process may have run a server that freezes what there is
    before = state()
    with serving() as running:
        assert state()[1:] == before[1:]
        for dialect in DIALECTS:
            create(running, dialect, "Oats")
        running.drop_next_answer()
        with pytest.raises(OSError, match=r"."):
            create(running, "lana", "Rye")

    assert state() == before
    assert capfd.readouterr() == ("", "")


def test_two_servers_know_nothing_of_each_other(shelfwire: Shelfwire) -> None:
    with serving() as other:
        create(other, "lana", "Oats")

        assert (len(other.requests), names(other, "cin7")) == (1, ["Oats"])
        assert (shelfwire.requests, names(shelfwire, "cin7")) == ([], [])


def test_a_server_can_have_limits_of_its_own(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SHELFWIRE_BODY_BYTES_MAX", "nonsense")
    with serving(Settings(body_bytes_max=10)) as running:
        assert create(running, "cin7", "Oats").status == 413


def test_a_block_ends_with_the_faults_that_met_nothing() -> None:
    with (
        pytest.raises(UnusedFaults, match=r"^close_next_connection\(\) was for 1 more request\. "),
        serving() as running,
    ):
        running.close_next_connection()


def test_a_block_that_fails_ends_with_its_own_error() -> None:
    def use() -> None:
        with serving() as running:
            running.fail_next(500)
            assert ask("GET", f"{running.base_url}/nowhere", {}).status == 500
            running.fail_next(500)
            raise KeyError

    with pytest.raises(KeyError):
        use()


def test_a_stop_does_not_wait_for_what_is_held_back() -> None:
    ended: list[bool] = []

    def send() -> None:
        with pytest.raises(ConnectionError):
            create(running, "colleqtive", "Oats")
        ended.append(True)

    with serving() as running:
        running.delay_next(600)
        sender = threading.Thread(target=send)
        sender.start()
        while sender.is_alive() and not running.requests:
            sender.join(0.01)
    sender.join()

    assert ended == [True]
