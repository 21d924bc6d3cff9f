"""What holds for all tests."""

import gc

from hypothesis import settings

# Several tests run side by side, so how long one example takes says nothing about the code.
settings.register_profile("lotse", deadline=None)
settings.load_profile("lotse")
# Whatever is collected is collected past the knowledge, which every process keeps; that takes long and frees nothing.
gc.set_threshold(50_000, 20, 100)
