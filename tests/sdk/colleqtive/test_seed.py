"""The snippet that Colleqtive documents, with nothing but its import line changed."""

import subprocess
import sys

from tests.clients.test_colleqtive_sdk import SNIPPET
from tests.sdk.conftest import Account
from tests.serving import environment


def test_the_documented_snippet_runs_with_its_import_line_changed(account: Account) -> None:
    official = "from colleqtive_sdk import Colleqtive"
    assert SNIPPET.count(official) == 1
    done = subprocess.run(
        [sys.executable, "-c", SNIPPET.replace(official, "from shelfwire_client import Colleqtive")],
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
        env=environment(account.environment("colleqtive")),
    )
    assert (done.returncode, done.stdout, done.stderr) == (0, "0\n", "")
