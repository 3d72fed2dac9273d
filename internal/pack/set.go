package pack

import (
	"maps"
	"slices"
	"sort"

	"atonce/internal/casework"
	"atonce/internal/form"
	"atonce/internal/law"
	"atonce/internal/text"
)

// Set is everything a folder of packs declares, checked and sealed.
type Set struct {
	services  map[string]*Service
	ids       []string
	registers []*Register // in the order of their ids
	benefits  []*Benefit
	finders   []*Finder // in the order of their ids
	books     map[string]*law.Book
	digest    string
}

// Service finds a service by its id.
func (s *Set) Service(id string) (*Service, bool) { v, ok := s.services[id]; return v, ok }

// Services are all services in the order of their ids.
func (s *Set) Services() []*Service {
	out := make([]*Service, len(s.ids))
	for i, id := range s.ids {
		out[i] = s.services[id]
	}
	return out
}

// Book is the law of a country, by its code in lower case.
func (s *Set) Book(country string) (*law.Book, bool) { b, ok := s.books[country]; return b, ok }

// Countries are the countries whose law the set holds, in order.
func (s *Set) Countries() []string { return slices.Sorted(maps.Keys(s.books)) }

// Digest is one SHA-256 over the digests of all services, registers, policies and finders, in
// hexadecimal.
func (s *Set) Digest() string { return s.digest }

// Service is one service as declared, sealed: Load or LoadSnapshot made it and
// nothing can change it.
type Service struct {
	id           string
	area         string
	dir          string
	country      string
	version      string
	from         law.Date
	owners       []string
	illustrative bool
	item         Item
	form         *form.Form
	procedure    *casework.Procedure
	licences     []LicenceKind
	indicators   []Indicator
	decisions    []Decision
	sharing      *Sharing
	rules        map[string]*ruleset     // by the model a permit names
	alone        map[string]law.Citation // what lets rules alone decide against the applicant, by outcome
	texts        map[text.Lang]map[string]string
	stories      []Story
	areas        map[string]*Service // by the area whose overlay is applied
	overlaid     string              // area code of the overlay applied; empty for the service itself
	book         *law.Book
	snapshot     []byte
	digest       string
	needs        []Need
	exceptions   []Exception
}

// Story is one story as written; pack/story reads and runs it.
type Story struct {
	File string // path below the folder of packs
	Data []byte
}

// ID is the service's id: the name of its folder.
func (s *Service) ID() string { return s.id }

// Area is the duty area: the folder above.
func (s *Service) Area() string { return s.area }

// Dir is the service's folder, below the folder of packs.
func (s *Service) Dir() string { return s.dir }

// Country is the code of the country whose law it rests on.
func (s *Service) Country() string { return s.country }

// Version is the declared version, for people; Digest is what cases are pinned to.
func (s *Service) Version() string { return s.version }

// From is the first day the declaration holds; legal numbers are those of that day.
func (s *Service) From() law.Date { return s.from }

// Owners are the kinds of office that answer for the declaration.
func (s *Service) Owners() []string { return slices.Clone(s.owners) }

// Illustrative says that the service is made up for teaching; every page says so.
func (s *Service) Illustrative() bool { return s.illustrative }

// Item is the service's entry in the public list.
func (s *Service) Item() Item { return s.item.clone() }

// Form is what is asked.
func (s *Service) Form() *form.Form { return s.form }

// Procedure is the way through the verbs. It is shared and must not be changed.
func (s *Service) Procedure() *casework.Procedure { return s.procedure }

// ForApplicants says whether people can open a case of the service themselves, or through
// who stands in for them; others only offices open.
func (s *Service) ForApplicants() bool {
	return slices.Contains(s.procedure.Opens.By, casework.RoleApplicant)
}

// Licences are the kinds of licence a decision can issue.
func (s *Service) Licences() []LicenceKind { return slices.Clone(s.licences) }

// Licence finds a kind of licence by its id.
func (s *Service) Licence(id string) (LicenceKind, bool) {
	for _, k := range s.licences {
		if k.ID == id {
			return k, true
		}
	}
	return LicenceKind{}, false
}

// Indicators are the figures beyond the six every service has.
func (s *Service) Indicators() []Indicator { return slices.Clone(s.indicators) }

// Stories are the stories as written, in the order of their names.
func (s *Service) Stories() []Story { return slices.Clone(s.stories) }

// Book is the law the service rests on.
func (s *Service) Book() *law.Book { return s.book }

// Digest is what a case is pinned to: SHA-256 over the service's folder and the
// country's law, in hexadecimal; with @area where an overlay is applied.
func (s *Service) Digest() string { return s.digest }

// Languages are the languages the service is declared in, in the order of the item.
func (s *Service) Languages() []text.Lang { return slices.Clone(s.item.Languages) }

// Text is the service's own sentence under key. Where lang is missing it is the
// first language that has it; an unknown key shows as itself in brackets.
func (s *Service) Text(lang text.Lang, key string) string {
	if t, ok := s.texts[lang][key]; ok {
		return t
	}
	for _, l := range s.item.Languages {
		if t, ok := s.texts[l][key]; ok {
			return t
		}
	}
	return "[" + key + "]"
}

// HasText says whether the service has a sentence under key in any language.
func (s *Service) HasText(key string) bool {
	for _, m := range s.texts {
		if _, ok := m[key]; ok {
			return true
		}
	}
	return false
}

// Texts are all sentences in lang, by key.
func (s *Service) Texts(lang text.Lang) map[string]string { return maps.Clone(s.texts[lang]) }

// Main is the clock the receipt promises: what is promised, what law allows, and
// on which article it rests.
func (s *Service) Main() (promised, statutory law.Limit, basis law.Citation) {
	c, ok := s.procedure.Main()
	if !ok {
		return law.Limit{}, law.Limit{}, law.Citation{}
	}
	if promised = c.Promised; promised.IsZero() {
		promised = c.Rule.Limit
	}
	return promised, c.Rule.Limit, c.Rule.Basis
}

func keys[V any](m map[string]V) []string {
	ks := slices.Collect(maps.Keys(m))
	sort.Strings(ks)
	return ks
}
