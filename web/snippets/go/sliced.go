package snippets

import "sync"

// shown: sliced cpu
// Nothing to write: since Go 1.14 the runtime interrupts a goroutine that has computed for 10 ms, so
// on a single thread, too, the others get their turns.
func hashInTurns(seeds []int, size int) []string {
	var group sync.WaitGroup
	digests := make([]string, len(seeds))
	for i := range seeds {
		group.Add(1)
		go func(i int) {
			defer group.Done()
			digests[i] = hashChain(seeds[i], size)
		}(i)
	}
	group.Wait()
	return digests
}

// shown end

// shown: sliced io
// Nothing to slice: a goroutine that waits for a response holds no thread.
func getInTurns(urls []string) ([]string, error) {
	return getConcurrently(urls)
}

// shown end
