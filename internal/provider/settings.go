// Package provider lets people come in whom somebody else vouches for: it speaks OpenID
// Connect with any provider of identities, as a relying party. It also reads the file
// that says how a site lets people in.
package provider

import (
	"net/netip"
	"net/url"
	"os"
	"strings"
	"time"

	"atonce/internal/assurance"
	"atonce/internal/declare"
	"atonce/internal/law"
	"atonce/internal/text"
)

// Settings 登录设置 are how a site lets people in.
type Settings struct {
	Site     *url.URL // as people reach it; nil where nobody said
	Proxies  []netip.Prefix
	Register bool // whether anybody may make an account that nobody has identified
	// When a session ends: without use, and whatever happens. Zero means the usual.
	Idle, Absolute time.Duration
	Providers      []*Provider
}

type settingsFile struct {
	Format    declare.Text    `yaml:"format,required"`
	Site      declare.Text    `yaml:"site"`
	Proxies   []declare.Text  `yaml:"proxies"`
	Register  bool            `yaml:"register"`
	Idle      declare.At[int] `yaml:"idle_minutes"`
	Absolute  declare.At[int] `yaml:"absolute_hours"`
	Providers []providerDecl  `yaml:"providers"`
	Pos       declare.Pos
}

type providerDecl struct {
	ID         declare.Text   `yaml:"id,required"`
	Name       words          `yaml:"name,required"`
	Issuer     declare.Text   `yaml:"issuer,required"`
	Client     declare.Text   `yaml:"client,required"`
	SecretFile declare.Text   `yaml:"secret_file"`
	SecretEnv  declare.Text   `yaml:"secret_env"`
	Scopes     []declare.Text `yaml:"scopes"`
	Claims     claimsDecl     `yaml:"claims"`
	Levels     levelsDecl     `yaml:"levels"`
}

type words struct {
	ZH declare.Text `yaml:"zh,required"`
	EN declare.Text `yaml:"en,required"`
}

type claimsDecl struct {
	Name     declare.Text `yaml:"name"`
	Identity declare.Text `yaml:"identity"`
}

type levelsDecl struct {
	Substantial []declare.Text `yaml:"substantial"`
	High        []declare.Text `yaml:"high"`
}

// The least and the most that the limits of sessions may be: a warning comes minutes
// before the end, and nobody stays for a week.
const (
	leastIdle     = 15 * time.Minute
	mostIdle      = 12 * time.Hour
	leastAbsolute = time.Hour
	mostAbsolute  = 48 * time.Hour
)

// Read reads the settings of a site. secret fetches what a secret_file names; it is
// os.ReadFile outside of tests.
func Read(name string, data []byte, secret func(string) ([]byte, error)) (Settings, []declare.Problem) {
	var d settingsFile
	problems := declare.Decode(name, data, &d)
	s := Settings{Register: d.Register}
	if d.Site.Set() {
		u, err := url.Parse(d.Site.Value)
		if err != nil || u.Scheme != "https" && u.Scheme != "http" || u.Host == "" || strings.Trim(u.Path, "/") != "" {
			problems = append(problems, d.Site.Problem("provider.site", "site", d.Site.Value))
		} else {
			s.Site = &url.URL{Scheme: u.Scheme, Host: u.Host}
		}
	}
	for _, p := range d.Proxies {
		prefix, err := netip.ParsePrefix(p.Value)
		if a, aerr := netip.ParseAddr(p.Value); err != nil && aerr == nil {
			prefix, err = netip.PrefixFrom(a, a.BitLen()), nil
		}
		if err != nil {
			problems = append(problems, p.Problem("provider.proxy", "proxy", p.Value))
			continue
		}
		s.Proxies = append(s.Proxies, prefix)
	}
	s.Idle, s.Absolute = time.Duration(d.Idle.Value)*time.Minute, time.Duration(d.Absolute.Value)*time.Hour
	if d.Idle.Set() && (s.Idle < leastIdle || s.Idle > mostIdle) {
		problems = append(problems, d.Idle.Problem("provider.idle"))
	}
	if d.Absolute.Set() && (s.Absolute < leastAbsolute || s.Absolute > mostAbsolute) {
		problems = append(problems, d.Absolute.Problem("provider.absolute"))
	}
	seen := map[string]bool{}
	for _, x := range d.Providers {
		p, bad := x.seal(secret)
		problems = append(problems, bad...)
		if seen[p.ID] {
			problems = append(problems, x.ID.Problem("provider.twice", "id", p.ID))
		}
		seen[p.ID] = true
		s.Providers = append(s.Providers, p)
	}
	if len(d.Providers) > 0 && s.Site == nil && !d.Site.Set() {
		problems = append(problems, d.Providers[0].ID.Problem("provider.needs-site"))
	}
	declare.Sort(problems)
	return s, problems
}

// seal checks one provider and reads its secret.
func (x providerDecl) seal(secret func(string) ([]byte, error)) (*Provider, []declare.Problem) {
	var bad []declare.Problem
	p := &Provider{ID: x.ID.Value, Name: law.Words{text.ZH: x.Name.ZH.Value, text.EN: x.Name.EN.Value}, Issuer: x.Issuer.Value, Client: x.Client.Value,
		nameClaim: x.Claims.Name.Value, identityClaim: x.Claims.Identity.Value, levels: map[string]assurance.Level{}}
	if p.nameClaim == "" {
		p.nameClaim = "name"
	}
	if strings.Trim(p.ID, "abcdefghijklmnopqrstuvwxyz0123456789-") != "" {
		bad = append(bad, x.ID.Problem("provider.id", "id", p.ID))
	}
	if u, err := url.Parse(p.Issuer); err != nil || u.Host == "" || u.Scheme != "https" && !loopback(u.Hostname()) {
		bad = append(bad, x.Issuer.Problem("provider.issuer", "issuer", p.Issuer))
	}
	switch {
	case x.SecretFile.Set():
		b, err := secret(x.SecretFile.Value)
		if err != nil {
			bad = append(bad, x.SecretFile.Problem("provider.secret", "file", x.SecretFile.Value))
		}
		p.secret = strings.TrimSpace(string(b))
	case x.SecretEnv.Set():
		if p.secret = os.Getenv(x.SecretEnv.Value); p.secret == "" {
			bad = append(bad, x.SecretEnv.Problem("provider.secret-env", "name", x.SecretEnv.Value))
		}
	}
	for _, v := range x.Scopes {
		p.scopes = append(p.scopes, v.Value)
	}
	for _, v := range x.Levels.Substantial {
		p.levels[v.Value] = assurance.Substantial
	}
	for _, v := range x.Levels.High {
		p.levels[v.Value] = assurance.High
	}
	return p, bad
}

// loopback is the machine itself, where no TLS is needed: for trials and tests.
func loopback(host string) bool {
	a, err := netip.ParseAddr(host)
	return host == "localhost" || err == nil && a.IsLoopback()
}
