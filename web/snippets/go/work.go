// Package snippets has the strategies in Go. It is compiled by the tests where Go is installed, and
// not run.
package snippets

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"io"
	"net/http"
	"strconv"
)

// hashChain is the work `hash`: size times SHA-256, each of the hexadecimal digest before.
func hashChain(seed, size int) string {
	text := strconv.Itoa(seed)
	for link := 0; link < size; link++ {
		sum := sha256.Sum256([]byte(text))
		text = hex.EncodeToString(sum[:])
	}
	return text
}

// get returns the body of the response, or an error if that is not a success.
func get(url string) (string, error) {
	response, err := http.Get(url)
	if err != nil {
		return "", err
	}
	defer response.Body.Close()
	if response.StatusCode != http.StatusOK {
		return "", fmt.Errorf("%s: %s", url, response.Status)
	}
	body, err := io.ReadAll(response.Body)
	return string(body), err
}
