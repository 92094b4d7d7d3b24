# shown: sliced
import asyncio
# shown end

# shown: sliced cpu
from time import perf_counter
# shown end

from work import get, sha256


# shown: sliced cpu
async def hash_all(seeds, size):
    """All started at once; each gives the event loop to the others every 5 ms."""
    return await asyncio.gather(*(hash_in_turns(seed, size) for seed in seeds))


async def hash_in_turns(seed, size):
    text = str(seed)
    turn_ends = 0.0
    for _ in range(size):
        if perf_counter() >= turn_ends:
            await asyncio.sleep(0)
            turn_ends = perf_counter() + 0.005
        text = sha256(text)
    return text
# shown end


# shown: sliced io
async def get_all(urls):
    """A request holds the event loop for a moment only: there is next to nothing to slice."""

    async def task(url):
        await asyncio.sleep(0)
        return await get(url)

    return await asyncio.gather(*(task(url) for url in urls))
# shown end
