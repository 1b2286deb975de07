"""What Python does with memory while very many records are made."""

from __future__ import annotations

import gc
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def all_kept() -> Iterator[None]:
    """Let Python collect no garbage inside the block, as far as it does so by itself.

    Where hundreds of thousands of records are made and all of them kept, looking through them
    again and again for what could be dropped takes up to a fifth of the time and finds nothing;
    worse, the share grows with the data.
    """
    collecting = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if collecting:
            gc.enable()
