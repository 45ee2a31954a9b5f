"""Opening: which URLs there are, what a file must be, and who may open it."""

import hashlib
import subprocess
import sys
from pathlib import Path

import apsw
import platformdirs
import pytest

from shelfwire.settings import Settings
from shelfwire.storage.opening import default_url, open_store, upgrade
from shelfwire.storage.port import StoreBusy, StoreUnusable
from shelfwire.storage.sqlite.classes import classes_of
from shelfwire.storage.sqlite.migrate import Migration, migrate, migrations
from tests.storage.desk import NOW, Desk

SETTINGS = Settings(readers=1, cache_bytes=1024 * 1024)

KNOWN = [migration.name for migration in migrations()]
LATER = Migration(len(KNOWN) + 1, f"{len(KNOWN) + 1:04}_later", "CREATE TABLE later (number INTEGER) STRICT;")


def open_desk(url: str, *, serving: bool = False) -> Desk:
    """Open a store, waiting for other processes' locks only a moment."""
    return Desk(open_store(url, SETTINGS, serving=serving, now=lambda: NOW, lock_wait_seconds=0.05))


def refusal(url: str, *, serving: bool = False) -> str:
    """Give the line that opening this URL is refused with."""
    with pytest.raises(StoreUnusable) as caught:
        open_desk(url, serving=serving)
    text = str(caught.value)
    assert "\n" not in text
    return text


def test_the_default_is_the_platforms_folder_which_is_made(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """No URL at all means shelfwire.db in the user's data folder."""
    folder = tmp_path / "data" / "shelfwire"
    monkeypatch.setattr(platformdirs, "user_data_dir", lambda *_, **__: str(folder))
    assert default_url() == f"sqlite:///{folder}/shelfwire.db"
    for url in ("", default_url()):
        desk = open_desk(url)
        assert desk.store.description == f"the SQLite file {folder}/shelfwire.db"
        desk.close()
    assert (folder / "shelfwire.db").is_file()


def test_a_path_may_be_relative_and_hold_spaces(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """What follows the third slash is the path; percent signs stand for what they stand for."""
    monkeypatch.chdir(tmp_path)
    desk = open_desk("sqlite:///my%20shop.db")
    desk.close()
    assert (tmp_path / "my shop.db").is_file()


@pytest.mark.parametrize(
    ("url", "text"),
    [
        ("postgresql://localhost/shop", "databases of the kind postgresql:// are not supported by this version"),
        ("mysql://localhost/shop", "databases of the kind mysql:// are not supported by this version"),
        ("shop.db", "'shop.db' is no database URL"),
        ("sqlite://shop.db", "'sqlite://shop.db' names no file"),
        ("sqlite:///", "'sqlite:///' names no file"),
        ("sqlite:///:memory:", "'sqlite:///:memory:' names no file"),
        ("sqlite:///shop.db?mode=ro", "'sqlite:///shop.db?mode=ro' names no file"),
        ("sqlite:////no/such/folder/shop.db", "the folder /no/such/folder does not exist"),
        ("sqlite:////", "/ is a folder"),
    ],
)
def test_a_url_that_names_no_file_of_ours_is_refused_by_name(url: str, text: str) -> None:
    """The line says which part of it is wrong."""
    assert refusal(url).startswith(text)
    with pytest.raises(StoreUnusable):
        upgrade(url, now=lambda: NOW)


def test_a_file_that_is_no_database_is_left_alone(tmp_path: Path) -> None:
    """Its bytes stay as they were."""
    path = tmp_path / "letter.txt"
    path.write_bytes(b"Dear all,\n" * 200)
    assert refusal(f"sqlite:///{path}", serving=True) == f"{path} is not an SQLite database"
    assert path.read_bytes() == b"Dear all,\n" * 200


def test_a_database_of_another_application_is_left_alone(tmp_path: Path) -> None:
    """Told by its tables, or by its application id alone."""
    for name, statement in (("tables.db", "CREATE TABLE notes (text)"), ("id.db", "PRAGMA application_id = 7")):
        path = tmp_path / name
        connection = apsw.Connection(str(path))
        connection.execute(statement)
        connection.close()
        before = path.read_bytes()
        assert refusal(f"sqlite:///{path}") == f"{path} is an SQLite database of another application"
        assert path.read_bytes() == before


def test_a_newer_file_is_refused(tmp_path: Path) -> None:
    """A file that a later version migrated is not touched by this one."""
    path = tmp_path / "shop.db"
    assert migrate(path, lambda: NOW, wait_seconds=1, known=[*migrations(), LATER]) == [*KNOWN, LATER.name]
    assert refusal(f"sqlite:///{path}") == (
        f"{path} was written by a newer version of Shelfwire (it has the migration {LATER.name})"
    )


def test_an_applied_migration_that_changed_is_refused(tmp_path: Path) -> None:
    """The checksum in the file is that of the text that was applied."""
    path = tmp_path / "shop.db"
    upgrade(f"sqlite:///{path}", now=lambda: NOW)
    connection = apsw.Connection(str(path))
    assert connection.execute("SELECT * FROM migrations").fetchall() == [
        (migration.number, migration.name, hashlib.sha256(migration.text.encode()).hexdigest(), NOW)
        for migration in migrations()
    ]
    connection.execute("UPDATE migrations SET checksum = 'another' WHERE number = 1")
    connection.close()
    assert refusal(f"sqlite:///{path}") == f"{path} has another migration 0001_first than this version of Shelfwire"


def test_upgrading_applies_what_is_missing_once(tmp_path: Path) -> None:
    """The names of the applied migrations are given; the second time there are none, and data stays."""
    path = tmp_path / "shop.db"
    url = f"sqlite:///{path}"
    assert upgrade(url, now=lambda: NOW) == KNOWN
    desk = open_desk(url)
    desk.create_catalog()
    desk.close()
    assert upgrade(url, now=lambda: NOW) == []
    assert migrate(path, lambda: NOW, wait_seconds=1, known=[*migrations(), LATER]) == [LATER.name]
    connection = apsw.Connection(str(path))
    assert connection.execute("SELECT name FROM catalogs").fetchall() == [("Corner shop",)]
    connection.close()


def test_upgrading_finds_the_classes_of_the_products_that_were_there(tmp_path: Path) -> None:
    """A search on them needs them, and only writes set them otherwise."""
    path = tmp_path / "shop.db"
    migrate(path, lambda: NOW, wait_seconds=1, known=migrations()[:2])
    connection = apsw.Connection(str(path))
    texts = ['{"active":false}', '{"cin7:status":"Internal"}', '{"own":{"active":false}}', '{"name":"Tea"}']
    for number, text in enumerate(texts, 1):
        row = ((1 << 32) + number, number, f"S{number}", text)
        connection.execute("INSERT INTO products VALUES (?1, 1, ?2, 1, 0, 0, ?3, NULL, NULL, NULL, ?4)", row)
    connection.close()
    upgrade(f"sqlite:///{path}", now=lambda: NOW)
    connection = apsw.Connection(str(path))
    given = [number for (number,) in connection.execute("SELECT class FROM products ORDER BY row_id")]
    assert given == classes_of([text.encode() for text in texts]) == [1, 2, None, None]
    connection.close()


def test_a_migration_that_fails_leaves_the_file_as_it_was(tmp_path: Path) -> None:
    """All that is missing is applied in one transaction."""
    path = tmp_path / "shop.db"
    broken = [
        *migrations(),
        Migration(LATER.number, "broken", "CREATE TABLE later (number INTEGER); CREATE TABLE later (a);"),
    ]
    with pytest.raises(StoreUnusable, match="later already exists"):
        migrate(path, lambda: NOW, wait_seconds=1, known=broken)
    assert upgrade(f"sqlite:///{path}", now=lambda: NOW) == KNOWN


def test_a_second_server_is_refused_and_commands_are_not(tmp_path: Path) -> None:
    """The lock is the server's alone, and goes when it closes; what a command writes the server sees at once."""
    url = f"sqlite:///{tmp_path}/shop.db"
    server = open_desk(url, serving=True)
    assert "another server is running on" in refusal(url, serving=True)
    (tmp_path / "other name.db").symlink_to(tmp_path / "shop.db")
    assert "another server is running on" in refusal(f"sqlite:///{tmp_path}/other name.db", serving=True)
    command = open_desk(url)
    command.create_catalog("From a command")
    assert [row.name for row in server.read(lambda reader: reader.catalogs())] == ["From a command"]
    server.fill(1, 3)
    assert command.fill(1, 2) == [4, 5]
    assert server.fill(1, 1) == [6]
    command.close()
    server.close()
    open_desk(url, serving=True).close()


def test_the_lock_ends_with_its_process(tmp_path: Path) -> None:
    """A server that was killed does not keep the next one out."""
    url = f"sqlite:///{tmp_path}/shop.db"
    program = (
        "import os, sys; from shelfwire.settings import Settings; from shelfwire.storage.opening import open_store\n"
        "store = open_store(sys.argv[1], Settings(), serving=True, now=lambda: 1)\n"
        "print(os.getpid(), flush=True); sys.stdin.read()"
    )
    process = subprocess.Popen(
        [sys.executable, "-c", program, url], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    )
    assert process.stdin is not None
    assert process.stdout is not None
    pid = process.stdout.readline().strip()
    text = refusal(url, serving=True)
    process.kill()
    process.wait()
    process.stdin.close()
    process.stdout.close()
    assert text == f"another server is running on {tmp_path}/shop.db (process {pid}); SQLite has one writer"
    open_desk(url, serving=True).close()


def test_a_file_that_another_process_keeps_locked_is_refused(tmp_path: Path) -> None:
    """After a bounded wait, at the start; a writer that meets the lock later says it is busy."""
    path = tmp_path / "shop.db"
    other = apsw.Connection(str(path))
    other.execute("BEGIN EXCLUSIVE")
    assert refusal(f"sqlite:///{path}", serving=True) == f"{path} is locked by another process"
    other.execute("ROLLBACK")
    other.close()


def test_a_lock_that_another_process_takes_later_makes_the_writer_busy(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Nothing is written, the caller is told, and the writer works on when the lock is gone."""
    monkeypatch.setattr("shelfwire.storage.sqlite.store.LOCK_WAIT_SECONDS", 0.05)
    path = tmp_path / "shop.db"
    desk = open_desk(f"sqlite:///{path}", serving=True)
    other = apsw.Connection(str(path))
    other.execute("BEGIN IMMEDIATE")
    with pytest.raises(StoreBusy, match="locked by another process"):
        desk.create_catalog()
    other.execute("ROLLBACK")
    other.close()
    assert desk.create_catalog() == 1
    desk.close()


def test_a_store_that_ends_while_another_process_reads_leaves_the_log_to_it_and_says_nothing(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    """A command beside a server is such a one; its person has nothing to do about it."""
    desk = open_desk(f"sqlite:///{tmp_path / 'shop.db'}")
    desk.create_catalog("First")
    other = apsw.Connection(str(tmp_path / "shop.db"))
    other.execute("BEGIN")
    assert other.execute("SELECT count(*) FROM catalogs").get == 1
    desk.create_catalog("Second")
    desk.close()
    other.execute("COMMIT")
    assert [record.getMessage() for record in caplog.records if record.levelname != "DEBUG"] == []
    assert other.execute("SELECT count(*) FROM catalogs").get == 2
    other.close()


def test_a_folder_that_cannot_be_written_is_refused(tmp_path: Path) -> None:
    """The line names the file; root may write anywhere, so a file in the folder's place stands for it."""
    (tmp_path / "shop.db.lock").mkdir()
    assert refusal(f"sqlite:///{tmp_path}/shop.db", serving=True) == (
        f"the lock file {tmp_path}/shop.db.lock cannot be opened: Is a directory"
    )
