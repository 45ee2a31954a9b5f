"""What holds for every test."""

from hypothesis import HealthCheck, settings

# A machine that is busy with something else makes generating slow, which says nothing about what is tested.
settings.register_profile("shelfwire", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("shelfwire")
