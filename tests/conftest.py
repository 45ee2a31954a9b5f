"""What holds for every test."""

import pytest
from hypothesis import HealthCheck, settings

# A machine that is busy with something else makes generating slow, which says nothing about what is tested.
settings.register_profile("shelfwire", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("shelfwire")


def pytest_configure(config: pytest.Config) -> None:
    """Make the marker known of the tests that run clients in Node.js."""
    config.addinivalue_line("markers", "javascript: needs Node.js and the packages that `make javascript` installs")
