// Command identity is a provider of identities for tests: the example server of
// zitadel/oidc, with two people of ours. It judges our relying party by code that is
// not ours.
package main

import (
	"context"
	"fmt"
	"io"
	"log/slog"
	"net"
	"net/http"
	"os"
	"path/filepath"

	"github.com/zitadel/oidc/v3/example/server/exampleop"
	"github.com/zitadel/oidc/v3/example/server/storage"
	"github.com/zitadel/oidc/v3/pkg/oidc"
	"github.com/zitadel/oidc/v3/pkg/op"
)

// people are who it knows. The name they sign in with there is their identity number.
const people = `{
 "subject-one": {"ID": "subject-one", "Username": "330199199603082231", "Password": "verysecure", "FirstName": "Li", "LastName": "Xiao"},
 "subject-two": {"ID": "subject-two", "Username": "330199199205171124", "Password": "verysecure", "FirstName": "Lin", "LastName": "Jian"}
}`

// level is what it says about how people were identified.
const level = "urn:test:substantial"

// told adds the level, which the example leaves empty.
type told struct{ *storage.Storage }

type request struct{ op.AuthRequest }

func (request) GetACR() string { return level }

func (t told) AuthRequestByCode(ctx context.Context, code string) (op.AuthRequest, error) {
	r, err := t.Storage.AuthRequestByCode(ctx, code)
	return request{r}, err
}

func (t told) CreateAuthRequest(ctx context.Context, r *oidc.AuthRequest, user string) (op.AuthRequest, error) {
	return t.Storage.CreateAuthRequest(ctx, r, user)
}

// main takes the address that people come back to, and prints its own.
func main() {
	if err := serve(os.Args[1:]); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

func serve(back []string) error {
	dir, err := os.MkdirTemp("", "identity")
	if err != nil {
		return err
	}
	defer os.RemoveAll(dir)
	file := filepath.Join(dir, "people.json")
	if err := os.WriteFile(file, []byte(people), 0o600); err != nil {
		return err
	}
	users, err := storage.StoreFromFile(file)
	if err != nil {
		return err
	}
	storage.RegisterClients(storage.WebClient("atonce", "secret", back...))
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return err
	}
	issuer := "http://" + listener.Addr().String()
	handler := exampleop.SetupServer(issuer, told{storage.NewStorage(users)}, slog.New(slog.DiscardHandler), false)
	fmt.Println(issuer)
	go func() {
		// It ends with the test that started it, however that ends.
		_, _ = io.Copy(io.Discard, os.Stdin)
		os.Exit(0)
	}()
	return http.Serve(listener, handler)
}
