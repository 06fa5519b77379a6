"""What holds for every test: examples drawn by Hypothesis are the same in each run, and a slow machine is no fault."""

from __future__ import annotations

import os

from hypothesis import HealthCheck, settings

LONG = bool(os.environ.get("CHENXI_FUZZ"))  # make fuzz looks for new ones
settings.register_profile(
    "chenxi",
    derandomize=not LONG,
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
)
settings.load_profile("chenxi")
