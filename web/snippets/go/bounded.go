package snippets

import "golang.org/x/sync/errgroup"

// shown: bounded cpu
// A limit of as many goroutines as cores keeps the memory of the tasks in bounds, and all cores busy.
func hashBounded(seeds []int, size, limit int) []string {
	var group errgroup.Group
	group.SetLimit(limit)
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

// shown: bounded io
// Never more than limit requests in flight: Go waits until there is room for one more.
func getBounded(urls []string, limit int) ([]string, error) {
	var group errgroup.Group
	group.SetLimit(limit)
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
