# shown: parallel
import asyncio
# shown end

# shown: parallel cpu
from concurrent.futures import ProcessPoolExecutor
# shown end

# shown: parallel io
from concurrent.futures import ThreadPoolExecutor
# shown end

from work import get_blocking, hash_chain


# shown: parallel cpu
async def hash_all(seeds, size, workers):
    """Processes, not threads: of CPython's threads only the one with the interpreter lock computes."""
    loop = asyncio.get_running_loop()
    with ProcessPoolExecutor(workers) as pool:
        tasks = (loop.run_in_executor(pool, hash_chain, seed, size) for seed in seeds)
        return await asyncio.gather(*tasks)
# shown end


# shown: parallel io
async def get_all(urls, workers):
    """Threads will do: one that waits for a response has let go of the interpreter lock."""
    loop = asyncio.get_running_loop()
    with ThreadPoolExecutor(workers) as pool:
        tasks = (loop.run_in_executor(pool, get_blocking, url) for url in urls)
        return await asyncio.gather(*tasks)
# shown end
