"""What holds for every test."""

from hypothesis import HealthCheck, settings

# A machine that is busy with something else makes generating slow, which says nothing about what is tested.
QUIET = [HealthCheck.too_slow]

# Examples follow from the test's source, so that a run says yes or no of the commit and not of its luck; those who look
# for what nobody has seen yet run with `--hypothesis-profile=search`, which takes new ones each time.
settings.register_profile("shelfwire", deadline=None, suppress_health_check=QUIET, derandomize=True)
settings.register_profile("search", deadline=None, suppress_health_check=QUIET)
settings.load_profile("shelfwire")
