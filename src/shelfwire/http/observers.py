"""Where observations go: to several sinks at once."""

from shelfwire.observe import Observation, Observe

__all__ = ["tell_all"]


def tell_all(*sinks: Observe) -> Observe:
    """Give a sink that hands every observation to all of `sinks`, in their order."""

    def observe(observation: Observation) -> None:
        for sink in sinks:
            sink(observation)

    return observe
