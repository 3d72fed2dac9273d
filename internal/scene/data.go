package scene

import (
	"context"

	"atonce/internal/client"
	"atonce/internal/dataset"
	"atonce/internal/declare"
	"atonce/internal/desk"
	"atonce/internal/people"
	"atonce/internal/text"
)

// Publish makes a record of the catalogue as a data keeper and publishes it as the
// reviewer.
func (s *Scene) Publish(keeper string, r dataset.Record) {
	s.t.Helper()
	for _, x := range []struct {
		who  string
		deed desk.DatasetDeed
	}{{keeper, desk.DatasetDeed{Deed: dataset.Make, Record: &r}}, {keeper, desk.DatasetDeed{ID: r.ID, Deed: dataset.AskPublish}},
		{"tao-ran", desk.DatasetDeed{ID: r.ID, Deed: dataset.ApprovePublish}}} {
		_, err := s.Desk.DoDataset(context.Background(), s.Person(x.who), x.deed)
		s.must(err)
	}
}

// System lets a system of an office in and returns its secret.
func (s *Scene) System(id, office string, rate int, scopes ...string) (secret string) {
	s.t.Helper()
	secret, err := s.Desk.MakeClient(context.Background(), s.Person("lu-bo"), client.Client{ID: id, Name: id, Office: office, Scopes: scopes, Rate: rate})
	s.must(err)
	return secret
}

// Catalogue publishes the declared catalogue, each office its part.
func (s *Scene) Catalogue() {
	s.t.Helper()
	all, problems := dataset.Load(s.Packs)
	if len(problems) > 0 {
		s.t.Fatal(declare.Texts(text.EN, problems))
	}
	s.must(s.Desk.PublishDeclared(context.Background(), all, []people.Person{s.Person("jin-lei"), s.Person("wei-shu")}, s.Person("tao-ran")))
}
