"""A checkpoint file says what was sent and what is settled, whatever tore its end off."""

import resource
from pathlib import Path
from random import Random

import pytest

from shelfwire_client import ArgumentError, Fault, RefusedItem
from shelfwire_client.bulk.checkpoint import Checkpoint
from shelfwire_client.bulk.cutter import Chunk, Cutter
from shelfwire_client.bulk.options import Plan
from tests.sdk.bulk.world import Form, Server, drive

TARGET = "an operation at http://server"


def chunk(number: int) -> Chunk:
    return Chunk(number, number * 2, 2, [b'{"sku":"A%d"}' % number, b'{"sku":"B%d"}' % number], [0, 1])


def test_what_was_sent_and_settled_is_there_when_it_is_opened_again(tmp_path: Path) -> None:
    path = tmp_path / "checkpoint"
    first = Checkpoint(path, TARGET)
    keys = [first.begin(chunk(0)), first.begin(chunk(1))]
    refused = RefusedItem(1, {"sku": "B0"}, [Fault("no", "c", 1, "sku")])
    first.settle(chunk(0), [refused], [5, None])
    first.close(is_done=False)
    again = Checkpoint(path, TARGET)
    assert {number: (sent.count, sent.key) for number, sent in again.sent.items()} == {0: (2, keys[0]), 1: (2, keys[1])}
    assert again.settled.keys() == {0}
    assert (again.settled[0].refused, again.settled[0].identifiers) == ([refused], [5, None])
    assert again.begin(chunk(1)) == keys[1]
    assert len(set(keys)) == 2
    again.close(is_done=True)
    assert not path.exists()


@pytest.mark.parametrize("cut", range(1, 60))
def test_a_line_that_was_torn_off_is_as_if_it_had_not_been_written(tmp_path: Path, cut: int) -> None:
    path = tmp_path / "checkpoint"
    first = Checkpoint(path, TARGET)
    first.begin(chunk(0))
    first.begin(chunk(1))
    first.close(is_done=False)
    whole = path.read_bytes()
    path.write_bytes(whole[:-cut])
    again = Checkpoint(path, TARGET)
    assert again.sent.keys() == {0}
    key = again.begin(chunk(1))
    again.close(is_done=False)
    last = Checkpoint(path, TARGET)
    assert last.sent[1].key == key
    last.close(is_done=False)


def test_a_file_whose_first_line_was_torn_off_is_begun_anew(tmp_path: Path) -> None:
    path = tmp_path / "checkpoint"
    path.write_bytes(b'{"type":"checkpoi')
    made = Checkpoint(path, TARGET)
    assert made.sent == {}
    made.begin(chunk(0))
    made.close(is_done=False)
    again = Checkpoint(path, TARGET)
    assert again.sent.keys() == {0}
    again.close(is_done=True)


@pytest.mark.parametrize("text", [b"hello\n", b'{"a": 1}\n', b'{"type":"sent"}\n', b"\xff\xfe\n"])
def test_a_file_that_is_no_checkpoint_is_refused_and_left_as_it_is(tmp_path: Path, text: bytes) -> None:
    path = tmp_path / "products.json"
    path.write_bytes(text)
    with pytest.raises(ArgumentError, match=r"products\.json is no checkpoint"):
        Checkpoint(path, TARGET)
    assert path.read_bytes() == text


def test_a_checkpoint_of_another_target_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "checkpoint"
    Checkpoint(path, "another").close(is_done=False)
    with pytest.raises(ArgumentError, match="is the checkpoint of another, not of an operation"):
        Checkpoint(path, TARGET)


def test_other_items_in_the_place_of_those_that_were_sent_are_refused(tmp_path: Path) -> None:
    first = Checkpoint(tmp_path / "checkpoint", TARGET)
    first.begin(chunk(0))
    first.close(is_done=False)
    made = Checkpoint(tmp_path / "checkpoint", TARGET)
    other = Chunk(0, 0, 2, [b'{"sku":"other"}', b"{}"], [0, 1])
    with pytest.raises(ArgumentError, match="are not those that"):
        made.begin(other)
    made.close(is_done=True)


@pytest.mark.parametrize(
    "text", [b'{"my": "products"}', b"\0\0", b'{"type":"checkpoint","format":1,"target":"another"']
)
def test_a_file_without_a_line_break_that_is_no_checkpoint_is_left_as_it_is(tmp_path: Path, text: bytes) -> None:
    path = tmp_path / "products.json"
    path.write_bytes(text)
    with pytest.raises(ArgumentError, match=r"products\.json is no checkpoint"):
        Checkpoint(path, TARGET)
    assert path.read_bytes() == text


@pytest.mark.parametrize("place", ["missing/checkpoint", "."])
def test_a_place_where_no_file_can_be_is_refused(tmp_path: Path, place: str) -> None:
    with pytest.raises(ArgumentError, match=r"The checkpoint .* cannot be opened: "):
        Checkpoint(tmp_path / place, TARGET)


def test_a_checkpoint_of_another_version_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "checkpoint"
    path.write_bytes(b'{"type":"checkpoint","format":2,"target":"an operation at http://server"}\n')
    with pytest.raises(ArgumentError, match="was written by another version of this package"):
        Checkpoint(path, TARGET)


def test_a_checkpoint_serves_one_run_at_a_time(tmp_path: Path) -> None:
    path = tmp_path / "checkpoint"
    first = Checkpoint(path, TARGET)
    key = first.begin(chunk(0))
    with pytest.raises(ArgumentError, match="is in use: another bulk write goes on with it"):
        Checkpoint(path, TARGET)
    assert first.begin(chunk(1)) != key
    first.close(is_done=False)
    again = Checkpoint(path, TARGET)
    assert again.sent.keys() == {0, 1}
    again.close(is_done=True)


def test_items_that_are_fewer_than_were_sent_are_refused(tmp_path: Path) -> None:
    path, server = tmp_path / "checkpoint", Server(Random(1), tells_positions=True, trouble=0.0)
    items = [{"key": str(number), "value": number} for number in range(10)]
    plan = Plan(items_max=2, bytes_max=1_000)
    first = Checkpoint(path, "imagined")
    cutter = Cutter(Form(), items_max=2, bytes_max=1_000, counts={})
    source = iter(items)
    while cutter.fill(source):
        sent = cutter.take()
        assert sent is not None
        first.begin(sent)
    first.close(is_done=False)
    run = drive(items[:4], server, plan, path=path)
    assert run is not None
    assert str(run.error).startswith("There are fewer items than the checkpoint was written for.")
    again = drive(items, server, plan, path=path)
    assert again is not None
    assert (again.error, again.result.accepted, len(server.landed)) == (None, 10, 10)
    assert not path.exists()


def test_a_full_disk_ends_the_run_before_what_it_could_not_note_is_sent(tmp_path: Path) -> None:
    path, server = tmp_path / "checkpoint", Server(Random(1), tells_positions=True, trouble=0.0)
    items = [{"key": str(number), "value": number} for number in range(100)]
    plan = Plan(items_max=1, bytes_max=1_000)
    limits = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (2_000, limits[1]))
    try:
        run = drive(items, server, plan, path=path)
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, limits)
    assert run is not None
    assert isinstance(run.error, OSError)
    kept = path.read_bytes()
    assert (len(kept) <= 2_000, kept[-1:]) == (True, b"\n")
    assert 0 < run.result.accepted == len(server.landed) < 100
    again = drive(items, server, plan, path=path)
    assert again is not None
    assert (again.error, again.result.accepted, len(server.landed)) == (None, 100, 100)
