"""From outcomes to the wire: the mutation answer, with a message that a person can read."""

import msgspec

from shelfwire.catalog.outcome import BatchOutcome
from shelfwire.dialects.colleqtive.schema import Mutation
from shelfwire.dialects.fault_list import counted
from shelfwire.engine.reply import Reply

__all__ = ["deletion_message", "mutation", "offers_message", "product_message"]

_encode = msgspec.json.Encoder().encode


def mutation(named: int, message: str) -> Reply:
    """Answer a write that was carried out; `named` is how many different products the request named."""
    return Reply(200, _encode(Mutation(success=True, data=str(named), message=message)))


def product_message(outcome: BatchOutcome) -> str:
    """Say what became of the products that were sent."""
    deleted = outcome.deleted - outcome.deleted_unnamed
    parts = [
        f"{outcome.created:,} created",
        f"{outcome.updated:,} updated",
        f"{outcome.unchanged:,} unchanged",
        f"{deleted:,} deleted",
    ]
    if outcome.absent:
        parts.append(f"{outcome.absent:,} to delete not found")
    message = f"{counted(outcome.named, 'product')}: {', '.join(parts)}."
    if outcome.deleted_unnamed:
        verb = "was" if outcome.deleted_unnamed == 1 else "were"
        message += f" {counted(outcome.deleted_unnamed, 'product')} not named {verb} deleted."
    return message


def deletion_message(outcome: BatchOutcome) -> str:
    """Say what became of the products that were to be deleted."""
    return f"{counted(outcome.named, 'product')}: {outcome.deleted:,} deleted, {outcome.absent:,} not found."


def offers_message(outcome: BatchOutcome, noun: str, named: int) -> str:
    """Say how many prices or discounts were written and removed, for how many products."""
    return f"{counted(named, 'product')}: {counted(outcome.updated, noun)} written, {counted(outcome.deleted, noun)} removed."
