package provider

import (
	"os"
	"strings"
	"testing"

	"atonce/internal/declare"
	"atonce/internal/text"
)

const good = `format: 1
site: https://one.example.org
proxies: [127.0.0.1, "10.0.0.0/8"]
idle_minutes: 30
absolute_hours: 12
providers:
- id: national
  name: {zh: 统一身份认证, en: the national provider}
  issuer: https://id.example.org
  client: atonce
  secret_file: secret
`

func noFile(string) ([]byte, error) { return []byte("s"), nil }

func TestSettingsSayEveryFaultAtOnce(t *testing.T) {
	s, problems := Read("sign-in.yaml", []byte(good), noFile)
	if len(problems) > 0 || len(s.Proxies) != 2 || s.Idle.Minutes() != 30 || len(s.Providers) != 1 {
		t.Fatal(declare.Texts(text.EN, problems), s)
	}
	bad := strings.NewReplacer("https://one.example.org", "https://one.example.org/path", "127.0.0.1", "localhost", "30", "1", "12", "100",
		"https://id.example.org", "http://id.example.org").Replace(good)
	_, problems = Read("sign-in.yaml", []byte(bad), func(string) ([]byte, error) { return nil, os.ErrNotExist })
	for _, key := range []string{"provider.site", "provider.proxy", "provider.idle", "provider.absolute", "provider.issuer", "provider.secret"} {
		found := false
		for _, p := range problems {
			found = found || p.Key == key && p.Line > 0
		}
		if !found {
			t.Errorf("%s is not said with its line: %s", key, declare.Texts(text.EN, problems))
		}
	}
}

func FuzzSettings(f *testing.F) {
	f.Add([]byte(good))
	f.Add([]byte("format: 1\nproviders: [{}]"))
	f.Fuzz(func(t *testing.T, data []byte) { Read("sign-in.yaml", data, noFile) })
}
