"""What holds for all tests."""

from hypothesis import settings

# Several tests run side by side, so how long one example takes says nothing about the code.
settings.register_profile("lotse", deadline=None)
settings.load_profile("lotse")
