package scene

import (
	"testing"

	"atonce/internal/counter"
	"atonce/internal/declare"
	"atonce/internal/law"
	"atonce/internal/people"
	"atonce/internal/text"
)

// The toy service and what is filed for it in tests. Nothing under internal knows a
// real service by name.
const (
	Card = "library-card"
	East = "east-library"
	West = "west-library"
)

// library is two offices for the toy service, each with a clerk, an examiner, a head
// and a keeper of its data: east-clerk, west-head, east-data-keeper and so on.
func library() people.Sample {
	var out people.Sample
	for i, id := range []string{East, West} {
		side := id[:4]
		out.Offices = append(out.Offices, people.Office{ID: id, Kind: "library", Name: law.Words{text.ZH: "晓溪县图书馆" + []string{"东馆", "西馆"}[i], text.EN: "Library " + side},
			Area: "330199", Letters: []string{"LE", "LW"}[i]})
		for _, role := range []string{"clerk", "examiner", "head", "data-keeper"} {
			out.People = append(out.People, people.Person{ID: side + "-" + role, Kind: people.Official, Sample: true,
				Name:  law.Words{text.ZH: []string{"东", "西"}[i] + role, text.EN: "Official " + side + " " + role},
				Posts: []people.Post{{Office: id, Role: role}}})
		}
	}
	return out
}

// counters are those of the sample and one for each library: the western one stands in
// the middle of the second place of the sample.
func counters(t testing.TB, s *Scene) counter.List {
	t.Helper()
	l, _, problems := counter.Read(s.Packs, "_sample", func(id string) bool { _, ok := s.Desk.Office(id); return ok })
	if len(problems) > 0 {
		t.Fatal(declare.Texts(text.EN, problems))
	}
	for i, id := range []string{East, West} {
		l.Counters = append(l.Counters, counter.Counter{ID: id, Name: law.Words{text.ZH: "晓溪县图书馆" + []string{"东馆", "西馆"}[i], text.EN: "Library " + id[:4]},
			Address: law.Words{text.ZH: "图书馆路 " + []string{"1", "2"}[i] + " 号", text.EN: []string{"1", "2"}[i] + " Library Road"},
			Hours:   law.Words{text.ZH: "每天 9:00–17:00", text.EN: "Every day 9:00–17:00"}, Offices: []string{id},
			At: []counter.Point{{Latitude: 29.82, Longitude: 119.7}, {Latitude: 29.804, Longitude: 119.67}}[i]})
	}
	return l
}

// Reader are the answers of a first application, which officials work on.
func Reader(name string) map[string]string {
	return map[string]string{"reader": name, "renewal": "no", "loans": "8", "photo": "own"}
}

// Renewal are the answers of a renewal, which the kernel grants at once.
func Renewal(name string) map[string]string {
	return map[string]string{"reader": name, "renewal": "yes", "loans": "2"}
}
