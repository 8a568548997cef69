"""The people of a placement, once per module."""

from tests.world import *  # noqa: F403
