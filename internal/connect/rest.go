package connect

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"strings"

	"atonce/internal/pack"
)

// mostBody is how much of an answer is read.
const mostBody = 1 << 20

// restAsker asks an HTTP service that answers in JSON.
type restAsker struct {
	client *http.Client
	base   *url.URL
	link   pack.Connector
	token  string
}

func dialREST(l pack.Connector, address string, secret func(string) (string, error)) (asker, error) {
	base, err := url.Parse(strings.TrimSuffix(address, "/"))
	if err != nil || base.Host == "" || base.Scheme != "http" && base.Scheme != "https" {
		return nil, errors.New("connect: the address of the service is no http address")
	}
	a := &restAsker{base: base, link: l}
	if l.Token != "" {
		if a.token, err = secret(l.Token); err != nil {
			return nil, err
		}
	}
	a.client = &http.Client{Transport: &http.Transport{MaxConnsPerHost: mostConnections, Proxy: http.ProxyFromEnvironment},
		// A service that sends us elsewhere would take the token and the key there.
		CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}
	return a, nil
}

func (a *restAsker) close() error { a.client.CloseIdleConnections(); return nil }

func (a *restAsker) ask(ctx context.Context, subject string) (map[string]any, error) {
	address := a.base.String() + strings.ReplaceAll(a.link.Path, "{subject}", url.PathEscape(subject))
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, address, nil)
	if err != nil {
		return nil, err
	}
	req.Header.Set("Accept", "application/json")
	if a.token != "" {
		req.Header.Set("Authorization", "Bearer "+a.token)
	}
	resp, err := a.client.Do(req)
	if err != nil {
		return nil, err
	}
	defer resp.Body.Close()
	switch {
	case resp.StatusCode == http.StatusNotFound:
		return nil, nil
	case resp.StatusCode != http.StatusOK:
		return nil, fmt.Errorf("connect: the service answered %s", resp.Status)
	}
	b, err := io.ReadAll(io.LimitReader(resp.Body, mostBody+1))
	if err != nil {
		return nil, err
	}
	if len(b) > mostBody {
		return nil, fmt.Errorf("%w: more than %d bytes", errShape, mostBody)
	}
	return readAnswer(b, a.link)
}

// readAnswer finds the record in the answer and takes the declared members of it.
func readAnswer(b []byte, l pack.Connector) (map[string]any, error) {
	var whole any
	d := json.NewDecoder(strings.NewReader(string(b)))
	d.UseNumber()
	if err := d.Decode(&whole); err != nil {
		return nil, fmt.Errorf("%w: %w", errShape, err)
	}
	if _, err := d.Token(); !errors.Is(err, io.EOF) {
		return nil, fmt.Errorf("%w: something follows the answer", errShape)
	}
	for _, member := range strings.FieldsFunc(l.Record, func(r rune) bool { return r == '.' }) {
		object, ok := whole.(map[string]any)
		if !ok {
			return nil, fmt.Errorf("%w: no %s", errShape, member)
		}
		if whole, ok = object[member]; !ok {
			return nil, fmt.Errorf("%w: no %s", errShape, member)
		}
	}
	if whole == nil {
		return nil, nil
	}
	object, ok := whole.(map[string]any)
	if !ok {
		return nil, fmt.Errorf("%w: the record is no object", errShape)
	}
	out := map[string]any{}
	for field, member := range l.Fields {
		v, ok := object[member]
		if !ok {
			return nil, fmt.Errorf("%w: no %s", errShape, member)
		}
		if n, number := v.(json.Number); number {
			v = numeral(n)
		}
		out[field] = v
	}
	return out, nil
}
