package snippets

// shown: sequential cpu
// One after another.
func hashSequentially(seeds []int, size int) []string {
	digests := make([]string, len(seeds))
	for i, seed := range seeds {
		digests[i] = hashChain(seed, size)
	}
	return digests
}

// shown end

// shown: sequential io
// One after another. It looks blocking, and only this goroutine waits: its thread runs others.
func getSequentially(urls []string) ([]string, error) {
	bodies := make([]string, len(urls))
	for i, url := range urls {
		body, err := get(url)
		if err != nil {
			return nil, err
		}
		bodies[i] = body
	}
	return bodies, nil
}

// shown end
