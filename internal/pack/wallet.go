package pack

import (
	"slices"
	"time"

	"atonce/internal/fail"
	"atonce/internal/form"
	"atonce/internal/record"
	"atonce/internal/text"
)

// Held 持有证照 is one licence of an applicant, as it stands when a service takes it
// instead of a paper (国务院关于在线政务服务的若干规定 11).
type Held struct {
	Number  string
	Kind    string // id of its kind, whichever service issued it
	Version int
	Digest  string    // SHA-256 of its credential as issued; empty where licences are not signed
	Status  string    // HeldValid, else expired, suspended or revoked
	Expires time.Time // the first moment at which it no longer holds; zero without end
}

// HeldValid is the status of a licence that may be taken.
const HeldValid = "valid"

// FromWallet says whether the material is a licence taken from the holder's wallet.
func (m Material) FromWallet() bool { return m.From == fromWallet }

// WalletMaterials are the licences that the service takes from the holder's wallet.
func (s *Service) WalletMaterials() []Material {
	return slices.DeleteFunc(slices.Clone(s.item.Materials), func(m Material) bool { return !m.FromWallet() })
}

// WalletMaterial is the licence that a question asks for, if it asks for one.
func (s *Service) WalletMaterial(question string) (Material, bool) {
	for _, m := range s.item.Materials {
		if m.FromWallet() && m.Field == question {
			return m, true
		}
	}
	return Material{}, false
}

// LicencesNamed are the numbers of the licences that answers name, in the order of the
// materials.
func (s *Service) LicencesNamed(answers map[string]string) (out []string) {
	for _, m := range s.WalletMaterials() {
		if v := answers[m.Field]; v != "" && v != form.OnPaper {
			out = append(out, v)
		}
	}
	return out
}

// Take 取用证照 judges the licences that answers name against those the applicant holds, as
// they stand at that moment: each must be there, of the kind that is asked for, and
// valid. It answers which answer a licence stands behind, or every problem by its field.
func (s *Service) Take(answers map[string]string, held []Held, at time.Time) (map[string]record.Source, []fail.Field) {
	out := map[string]record.Source{}
	var problems []fail.Field
	bad := func(m Material, key string, args ...string) {
		problems = append(problems, fail.Field{Path: m.Field, Key: key, Args: fail.Pairs(args...)})
	}
	for _, m := range s.WalletMaterials() {
		v := answers[m.Field]
		switch {
		case v == "":
			continue // whether it must be answered is the form's to say
		case v == form.OnPaper && m.Paper == "":
			bad(m, "pack.wallet-no-paper")
			continue
		case v == form.OnPaper:
			continue
		}
		i := slices.IndexFunc(held, func(h Held) bool { return h.Number == v && h.Kind == m.Licence })
		if i < 0 {
			bad(m, "pack.wallet-none", "number", v)
			continue
		}
		h := held[i]
		if h.Status != HeldValid {
			bad(m, "pack.wallet-"+h.Status, "number", v)
			continue
		}
		out[m.Field] = record.Source{Field: h.Kind, State: h.Status, AsOf: at.UTC(), Licence: h.Number, Version: h.Version, Digest: h.Digest}
	}
	return out, problems
}

// Issuers are the services that issue a kind of licence, in the order of their ids.
func Issuers(services []*Service, kind string) (out []*Service) {
	for _, s := range services {
		if _, ok := s.Licence(kind); ok {
			out = append(out, s)
		}
	}
	return out
}

// LicenceName is what a service that issues a kind of licence calls it.
func (s *Service) LicenceName(l text.Lang, kind string) string { return s.Text(l, "licence."+kind) }
