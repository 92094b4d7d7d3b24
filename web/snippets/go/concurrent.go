package snippets

import "golang.org/x/sync/errgroup"

// shown: concurrent cpu
// A goroutine each. Unlike an event loop, Go's runtime spreads them over all cores: here
// concurrent is parallel, and with GOMAXPROCS=1 it is not.
func hashConcurrently(seeds []int, size int) []string {
	var group errgroup.Group
	digests := make([]string, len(seeds))
	for i := range seeds {
		i := i // not needed from Go 1.22 on
		group.Go(func() error {
			digests[i] = hashChain(seeds[i], size)
			return nil
		})
	}
	_ = group.Wait() // no task fails
	return digests
}

// shown end

// shown: concurrent io
// All requests are sent; Wait returns when all responses are there, with the first error if any.
func getConcurrently(urls []string) ([]string, error) {
	var group errgroup.Group
	bodies := make([]string, len(urls))
	for i := range urls {
		i := i // not needed from Go 1.22 on
		group.Go(func() (err error) {
			bodies[i], err = get(urls[i])
			return err
		})
	}
	return bodies, group.Wait()
}

// shown end
