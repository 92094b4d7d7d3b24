# shown: concurrent
import asyncio
# shown end

from work import get, hash_chain


# shown: concurrent cpu
async def hash_all(seeds, size):
    """Async in name only: nothing in a task waits, so each computes to its end in one go. It takes
    as long as one after another, and the event loop is held all the time."""

    async def task(seed):
        return hash_chain(seed, size)

    return await asyncio.gather(*(task(seed) for seed in seeds))
# shown end


# shown: concurrent io
async def get_all(urls):
    """All requests are sent, then all responses awaited."""
    return await asyncio.gather(*(get(url) for url in urls))
# shown end
