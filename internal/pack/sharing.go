package pack

import (
	"slices"

	"atonce/internal/declare"
)

// Sharing 共享申请声明 says that cases of a service ask for data of another office,
// and which answers hold what is asked for.
type Sharing struct {
	For      string   // Catalogued or Uncatalogued
	Outcomes []string // those that grant
	Dataset  string   // answer with the id of the record of the catalogue
	Fields   string   // answer with the fields that are given, by commas
	Service  string   // answer with the service the data is needed for
	Office   string   // answer with the office that needs it
	Holder   string   // answer with the office that provides it
	Use      string   // answer with the purpose, one of Purposes
	Purpose  string   // answer with the purpose in words
	Until    string
}

// What a request for data may be about.
const (
	Catalogued   = "catalogued"   // a record of the catalogue
	Uncatalogued = "uncatalogued" // data that no catalogue lists
)

type sharingDecl struct {
	Pos      declare.Pos
	Format   declare.At[int] `yaml:"format,required"`
	For      declare.Text    `yaml:"for,required"`
	Outcomes []declare.Text  `yaml:"outcomes,required"`
	Dataset  declare.Text    `yaml:"dataset,required"`
	Fields   declare.Text    `yaml:"fields,required"`
	Service  declare.Text    `yaml:"service,required"`
	Office   declare.Text    `yaml:"office,required"`
	Holder   declare.Text    `yaml:"holder,required"`
	Use      declare.Text    `yaml:"use,required"`
	Purpose  declare.Text    `yaml:"purpose,required"`
	Until    declare.Text    `yaml:"until,required"`
}

const sharingFile = "sharing.yaml"

// Sharing is what the service declares of sharing; nil where its cases ask for no data.
func (s *Service) Sharing() *Sharing {
	if s.sharing == nil {
		return nil
	}
	out := *s.sharing
	out.Outcomes = slices.Clone(out.Outcomes)
	return &out
}

// sealSharing holds the declaration to the form and the outcomes it names.
func (d *draft) sealSharing() {
	if _, ok := d.find(sharingFile); !ok {
		return
	}
	var w sharingDecl
	if !d.decode(sharingFile, &w) {
		return
	}
	d.l.oneOf(w.For, "for", Catalogued, Uncatalogued)
	s := &Sharing{For: w.For.Value, Dataset: w.Dataset.Value, Fields: w.Fields.Value, Service: w.Service.Value, Office: w.Office.Value,
		Holder: w.Holder.Value, Use: w.Use.Value, Purpose: w.Purpose.Value, Until: w.Until.Value}
	for _, o := range w.Outcomes {
		s.Outcomes = append(s.Outcomes, d.outcome(o))
	}
	for _, a := range []declare.Text{w.Dataset, w.Fields, w.Service, w.Office, w.Holder, w.Use, w.Purpose, w.Until} {
		if _, ok := d.form.Field(a.Value); a.Set() && !ok {
			d.add(a.Problem("pack.sharing-field", "field", a.Value))
		}
	}
	d.sharing = s
}
