"""A checkpoint file says what was sent and what is settled, whatever tore its end off."""

from pathlib import Path

import pytest

from shelfwire_client import ArgumentError, Fault, RefusedItem
from shelfwire_client.bulk.checkpoint import Checkpoint
from shelfwire_client.bulk.cutter import Chunk

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
