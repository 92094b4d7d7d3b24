package snippets

import "sync"

// shown: parallel
// A worker pool: each goroutine takes the next task from a channel when it is free.
func shareOut(tasks, workers int, do func(task int)) {
	queue := make(chan int)
	var pool sync.WaitGroup
	for worker := 0; worker < workers; worker++ {
		pool.Add(1)
		go func() {
			defer pool.Done()
			for task := range queue {
				do(task)
			}
		}()
	}
	for task := 0; task < tasks; task++ {
		queue <- task
	}
	close(queue)
	pool.Wait()
}

// shown end

// shown: parallel cpu
func hashInParallel(seeds []int, size, workers int) []string {
	digests := make([]string, len(seeds))
	shareOut(len(seeds), workers, func(task int) {
		digests[task] = hashChain(seeds[task], size)
	})
	return digests
}

// shown end

// shown: parallel io
func getInParallel(urls []string, workers int) ([]string, error) {
	bodies := make([]string, len(urls))
	errs := make([]error, len(urls))
	shareOut(len(urls), workers, func(task int) {
		bodies[task], errs[task] = get(urls[task])
	})
	for _, err := range errs {
		if err != nil {
			return nil, err
		}
	}
	return bodies, nil
}

// shown end
