"""The commands as scripts use them: subprocesses on a folder of their own."""

import json
import re
from datetime import datetime
from pathlib import Path
from typing import Any

import jwt
import pytest

from tests.serving import shelfwire

SECRET = re.compile(r"sw_[0-9A-Za-z]{49}")
END_OF_2099 = 4_102_444_800
DEFAULT = ["products.create", "products.delete", "products.modify", "products.read"]


@pytest.fixture
def url(tmp_path: Path) -> str:
    return f"sqlite:///{tmp_path / 'shop.db'}"


def answer(*arguments: str, url: str) -> dict[str, Any]:
    done = shelfwire(*arguments, "--db", url, "--json")
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.count("\n") == 1
    read: dict[str, Any] = json.loads(done.stdout)
    return read


def refused(*arguments: str, settings: dict[str, str] | None = None) -> str:
    done = shelfwire(*arguments, settings=settings)
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr.startswith("shelfwire: ")
    assert done.stderr.count("\n") == 1
    return done.stderr.removeprefix("shelfwire: ").rstrip("\n")


def test_catalogs_are_created_and_listed(url: str) -> None:
    first = answer("catalog", "create", "acme", url=url)
    second = answer("catalog", "create", "Zoë & Söhne", url=url)
    assert first == {"name": "acme", "catalog_id": 1, "shop_id": "sh_RuopesVd"}
    assert second == {"name": "Zoë & Söhne", "catalog_id": 2, "shop_id": "sh_tpdfJl1G"}
    assert answer("catalog", "list", url=url) == {
        "catalogs": [first | {"products": 0, "revision": 0}, second | {"products": 0, "revision": 0}]
    }
    listed = shelfwire("catalog", "list", "--db", url)
    assert (
        listed.stdout
        == "ID  NAME         PRODUCTS  REVISION\n1   acme         0         0\n2   Zoë & Söhne  0         0\n"
    )


def test_a_key_is_created_with_what_its_client_needs_and_then_listed_without(url: str) -> None:
    answer("catalog", "create", "acme", url=url)
    made = answer("key", "create", "--catalog", "acme", "--dialect", "colleqtive", url=url)
    token = made.pop("token")
    assert made == {"id": 1, "catalog": "acme", "dialect": "colleqtive", "permissions": DEFAULT}
    assert SECRET.fullmatch(token)
    (listed,) = answer("key", "list", url=url)["keys"]
    created_at = listed.pop("created_at")
    assert re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ", created_at)
    assert listed == made | {"label": "", "state": "valid", "expires_at": None, "revoked_at": None}


@pytest.mark.parametrize(
    "given",
    [
        ["--permission", "products.read", "--permission", "products.flush"],
        ["--permission", "products.flush", "products.read"],
    ],
)
def test_permissions_that_are_given_are_exactly_those(url: str, given: list[str]) -> None:
    answer("catalog", "create", "acme", url=url)
    made = answer("key", "create", "--catalog", "acme", "--dialect", "colleqtive", *given, url=url)
    assert made["permissions"] == ["products.flush", "products.read"]


def test_a_person_is_shown_the_secret_once_and_told_so(url: str) -> None:
    answer("catalog", "create", "acme", url=url)
    arguments = ("key", "create", "--catalog", "acme", "--dialect", "colleqtive", "--label", "till 1", "--db", url)
    made = shelfwire(*arguments)
    shown = SECRET.findall(made.stdout)
    assert made.stdout == (
        "credential 1 opens catalog acme for colleqtive\n"
        "permissions: products.create, products.delete, products.modify, products.read\n"
        "expires: never\n"
        f"token: {shown[0]}\n"
        "What is secret here is shown this once and stored nowhere: keep it.\n"
    )
    listed = shelfwire("key", "list", "--catalog", "acme", "--db", url)
    assert listed.stdout == (
        "ID  CATALOG  DIALECT     STATE  EXPIRES  PERMISSIONS                                                    LABEL\n"
        "1   acme     colleqtive  valid  never    products.create,products.delete,products.modify,products.read  till 1\n"
    )


def test_a_key_expires_after_its_days_and_can_be_revoked(url: str) -> None:
    answer("catalog", "create", "acme", url=url)
    answer("key", "create", "--catalog", "acme", "--dialect", "colleqtive", "--expires", "30", url=url)
    (before,) = answer("key", "list", url=url)["keys"]
    assert re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ", before["expires_at"])
    revoked = answer("key", "revoke", "1", url=url)
    assert revoked == {"id": 1, "revoked_at": revoked["revoked_at"]}
    assert answer("key", "revoke", "1", url=url) == revoked
    (after,) = answer("key", "list", url=url)["keys"]
    assert after == before | {"state": "revoked", "revoked_at": revoked["revoked_at"]}


def claims(token: str) -> dict[str, Any]:
    read: dict[str, Any] = jwt.decode(token, options={"verify_signature": False})
    return read


def test_a_token_says_to_its_client_what_it_opens_and_until_when(url: str) -> None:
    shop = answer("catalog", "create", "acme", url=url)["shop_id"]
    made = answer("key", "create", "--catalog", "acme", "--dialect", "lana", url=url)
    token = made.pop("token")
    assert made == {"id": 1, "catalog": "acme", "dialect": "lana", "permissions": DEFAULT, "shop_id": shop}
    said = claims(token)
    assert said.keys() == {"iat", "jti", "shop_id", "exp", "wexp"}
    assert (said["shop_id"], said["exp"], said["wexp"]) == (shop, END_OF_2099, END_OF_2099)


def test_a_token_may_end_for_writing_before_it_ends(url: str) -> None:
    answer("catalog", "create", "acme", url=url)
    arguments = ("--catalog", "acme", "--dialect", "lana", "--expires", "30", "--write-expires", "7")
    made = shelfwire("key", "create", *arguments, "--db", url)
    lines = dict(line.split(": ", 1) for line in made.stdout.splitlines()[1:6])
    assert list(lines) == ["permissions", "expires", "writes until", "token", "shop_id"]
    said = claims(lines["token"])
    assert (said["exp"] - said["iat"], said["wexp"] - said["iat"]) == (30 * 86_400, 7 * 86_400)
    assert datetime.fromisoformat(lines["expires"]).timestamp() == said["exp"]
    assert datetime.fromisoformat(lines["writes until"]).timestamp() == said["wexp"]


def test_every_option_is_an_environment_variable_too(url: str) -> None:
    settings = {
        "SHELFWIRE_DB": url,
        "SHELFWIRE_JSON": "true",
        "SHELFWIRE_CATALOG": "acme",
        "SHELFWIRE_DIALECT": "colleqtive",
        "SHELFWIRE_PERMISSION": "products.read products.flush",
        "SHELFWIRE_EXPIRES": "3",
        "SHELFWIRE_LABEL": "till",
    }
    assert json.loads(shelfwire("catalog", "create", "acme", settings=settings).stdout)["catalog_id"] == 1
    assert json.loads(shelfwire("key", "create", settings=settings).stdout)["id"] == 1
    (listed,) = json.loads(shelfwire("key", "list", settings=settings).stdout)["keys"]
    assert listed["expires_at"] is not None
    assert (listed["label"], listed["permissions"]) == ("till", ["products.flush", "products.read"])


def test_the_command_line_wins_over_the_environment(url: str, tmp_path: Path) -> None:
    settings = {"SHELFWIRE_DB": f"sqlite:///{tmp_path / 'other.db'}"}
    assert shelfwire("catalog", "create", "acme", "--db", url, settings=settings).returncode == 0
    assert not (tmp_path / "other.db").exists()


def test_without_a_url_the_platforms_data_folder_is_used(tmp_path: Path) -> None:
    settings = {"XDG_DATA_HOME": str(tmp_path), "HOME": str(tmp_path)}
    assert shelfwire("catalog", "create", "acme", settings=settings).returncode == 0
    assert (tmp_path / "shelfwire" / "shelfwire.db").is_file()


def test_an_upgrade_says_what_it_applied_and_then_nothing(url: str) -> None:
    first = answer("db", "upgrade", url=url)
    assert first["db"] == url
    assert first["applied"]
    assert answer("db", "upgrade", url=url) == {"db": url, "applied": []}
    assert shelfwire("db", "upgrade", "--db", url).stdout == f"{url} is up to date\n"


ALL = "products.read, products.create, products.modify, products.delete, products.flush"
DIALECTS = "colleqtive, lana, cin7, vendnovation"
KEY = ("key", "create", "--catalog", "acme", "--dialect")


@pytest.mark.parametrize(
    ("arguments", "text"),
    [
        (("catalog", "create", "acme"), "there is already a catalog named 'acme'"),
        (("catalog", "create", " "), "a catalog's name must be printable characters without white space at its ends"),
        ((*KEY, "esperanto"), f"there is no dialect 'esperanto' in this version; there are: {DIALECTS}"),
        (
            (*KEY, "colleqtive", "--permission", "products.fly"),
            f"there is no permission 'products.fly'; there are: {ALL}",
        ),
        (
            (*KEY, "cin7", "--write-expires", "1"),
            "an end of its own for writing (--write-expires) is for lana only, not for cin7",
        ),
        (
            (*KEY, "lana", "--expires", "1", "--write-expires", "2"),
            "a credential that expires after 1 days cannot write for 2",
        ),
        ((*KEY, "colleqtive", "--expires", "0"), "a credential expires after 1 to 36500 days, not 0"),
        ((*KEY, "colleqtive", "--expires", "soon"), 'Invalid value for --expires: unable to convert "soon" into int.'),
        (("key", "create", "--catalog", "b", "--dialect", "colleqtive"), "there is no catalog named 'b'"),
        (("key", "list", "--catalog", "b"), "there is no catalog named 'b'"),
        (("key", "revoke", "7"), "there is no credential 7"),
        (
            ("serve", "--workers", "2"),
            "--workers 2 cannot be: a database in SQLite has one writer, so it has one worker",
        ),
    ],
)
def test_what_cannot_be_done_is_one_line_and_exit_code_2(url: str, arguments: tuple[str, ...], text: str) -> None:
    assert shelfwire("catalog", "create", "acme", "--db", url).returncode == 0
    assert refused(*arguments, "--db", url) == text


@pytest.mark.parametrize(
    ("arguments", "text"),
    [
        (("bake",), 'Unknown command "bake". Available commands: serve, demo, catalog, key, db.'),
        (("catalog", "list", "--colour"), "Unknown option: --colour."),
        (("key", "create"), 'Command "key create" parameter --catalog requires an argument.'),
        (("serve", "--port", "65536"), 'Invalid value "65536" for --port. Must be <= 65535.'),
        (("serve", "--workers", "0"), 'Invalid value "0" for --workers. Must be >= 1.'),
    ],
)
def test_a_command_that_does_not_exist_so_is_one_line_and_exit_code_2(arguments: tuple[str, ...], text: str) -> None:
    assert refused(*arguments) == text


@pytest.mark.parametrize("command", [("serve",), ("demo",), ("catalog", "list"), ("key", "list"), ("db", "upgrade")])
@pytest.mark.parametrize("scheme", ["postgresql", "mysql"])
def test_another_kind_of_database_is_refused_by_name_without_its_password(
    command: tuple[str, ...], scheme: str
) -> None:
    text = refused(*command, "--db", f"{scheme}://user:swordfish@127.0.0.1/shop")
    assert f"{scheme}://" in text
    assert "swordfish" not in text


def test_a_setting_that_does_not_fit_is_named(url: str) -> None:
    text = refused("serve", "--db", url, settings={"SHELFWIRE_BODY_BYTES_MAX": "plenty"})
    assert text == "SHELFWIRE_BODY_BYTES_MAX='plenty' does not fit: Expected `int`, got `str`"


def test_a_file_that_is_no_database_is_refused_and_left_alone(tmp_path: Path) -> None:
    path = tmp_path / "letter.db"
    path.write_bytes(b"Dear Sir or Madam, " * 100)
    text = refused("catalog", "list", "--db", f"sqlite:///{path}")
    assert str(path) in text
    assert path.read_bytes() == b"Dear Sir or Madam, " * 100


def test_help_and_version_need_no_database(tmp_path: Path) -> None:
    settings = {"XDG_DATA_HOME": str(tmp_path), "SHELFWIRE_DB": "postgresql://"}
    shown = shelfwire("--help", settings=settings)
    assert shown.returncode == 0
    assert re.findall(r"^│ (\w+) ", shown.stdout, re.MULTILINE) == ["catalog", "db", "demo", "key", "serve"]
    assert re.fullmatch(r"\d+\.\d+\.\d+\S*\n", shelfwire("--version", settings=settings).stdout)
    assert list(tmp_path.iterdir()) == []
