// An object store for tests, in memory, that checks the signature of every request.
// object-store <address>: prints where it listens, and ends when its standard input does.
package main

import (
	"fmt"
	"io"
	"net"
	"net/http"
	"os"

	"github.com/rclone/gofakes3"
	"github.com/rclone/gofakes3/s3mem"
)

func main() {
	listener, err := net.Listen("tcp", os.Args[1])
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
	go func() {
		_, _ = io.Copy(io.Discard, os.Stdin)
		os.Exit(0)
	}()
	keys := map[string]string{os.Getenv("OBJECT_STORE_KEY_ID"): os.Getenv("OBJECT_STORE_SECRET")}
	fmt.Println(listener.Addr())
	fmt.Fprintln(os.Stderr, http.Serve(listener, gofakes3.New(s3mem.New(), gofakes3.WithV4Auth(keys)).Server()))
	os.Exit(1)
}
