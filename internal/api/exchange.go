package api

import (
	"net/http"

	"atonce/internal/client"
	"atonce/internal/dataset"
	"atonce/internal/fail"
	"atonce/internal/web/door"
)

// exchangeOperations are those of systems of other agencies.
func exchangeOperations() []operation {
	ok := []int{http.StatusOK}
	return []operation{
		{id: "listDatasets", method: "GET", path: "/exchange/datasets", who: door.System, scope: client.Catalogue, data: door.NoData,
			about: "Search or list the published catalogue of data", query: []query{{name: "q", about: "Words within name, summary, code and names of fields."}, after},
			out: Datasets{}, status: ok, serve: face.datasets},
		{id: "readDataset", method: "GET", path: "/exchange/datasets/{dataset}", who: door.System, scope: client.Catalogue, data: door.NoData,
			about: "One published record of the catalogue", out: Dataset{}, status: ok, serve: face.dataset},
		{id: "readRecord", method: "POST", path: "/exchange/registers/{register}/read", who: door.System, scope: client.ReadOf, data: door.CaseData,
			about: "Read granted fields of one subject for a case. Each reading is recorded for the person; each refusal too", in: RecordWanted{}, out: Record{}, status: ok, serve: face.readRecord},
		{id: "pushRecords", method: "POST", path: "/exchange/registers/{register}/records", who: door.System, scope: client.WriteOf, data: door.NoData, headers: []query{idempotencyKey},
			about: "Push records of a register that the system's office owns, all or none. The same key and body again is the same write", most: mostPush,
			in: RecordsPushed{}, out: RecordsTaken{}, status: []int{http.StatusCreated, http.StatusOK}, serve: face.pushRecords},
	}
}

// Datasets is one page of the catalogue, by code.
type Datasets struct {
	Datasets []Dataset `json:"datasets"`
	Next     string    `json:"next,omitempty" about:"Send it as after for the next page; absent on the last."`
}

// Dataset is one published record of the catalogue.
type Dataset struct {
	ID        string         `json:"id"`
	Code      string         `json:"code"`
	Name      string         `json:"name"`
	Summary   string         `json:"summary"`
	Provider  string         `json:"provider" about:"Office that answers for it."`
	Storage   string         `json:"storage"`
	Channel   string         `json:"channel"`
	Cycle     string         `json:"cycle"`
	Register  string         `json:"register,omitempty" about:"The register to read, where the data lies here."`
	Share     string         `json:"share" among:"unconditional conditional none"`
	Condition string         `json:"condition,omitempty"`
	Open      string         `json:"open" among:"unconditional conditional none"`
	Fields    []DatasetField `json:"fields"`
}

// DatasetField is one column.
type DatasetField struct {
	ID          string `json:"id"`
	Name        string `json:"name"`
	Type        string `json:"type"`
	Sensitivity int    `json:"sensitivity" least:"1" most:"4"`
	Share       string `json:"share" among:"unconditional conditional none"`
	Open        string `json:"open" among:"unconditional conditional none"`
}

func datasetOf(r *door.Request, x dataset.Record) Dataset {
	out := Dataset{ID: x.ID, Code: x.Code, Name: x.Name.In(r.Lang), Summary: x.Summary.In(r.Lang), Provider: x.Provider, Storage: string(x.Storage),
		Channel: string(x.Channel), Cycle: string(x.Cycle), Register: x.Register, Share: string(x.Share.Way), Condition: x.Share.Condition.In(r.Lang),
		Open: string(x.Open.Way), Fields: []DatasetField{}}
	for _, f := range x.Fields {
		out.Fields = append(out.Fields, DatasetField{f.ID, f.Name.In(r.Lang), f.Type, f.Sensitivity, string(f.Share), string(f.Open)})
	}
	return out
}

func (f face) datasets(r *door.Request) error {
	q := r.URL.Query()
	some, err := f.desk.Datasets(r.Context(), dataset.Filter{Words: q.Get("q"), Public: true}, q.Get("after"), pageSize)
	if err != nil {
		return err
	}
	out := Datasets{Datasets: []Dataset{}}
	for _, e := range some {
		out.Datasets = append(out.Datasets, datasetOf(r, *e.Public))
	}
	if len(some) == pageSize {
		out.Next = some[len(some)-1].Record.Code
	}
	return r.JSON(http.StatusOK, out)
}

func (f face) dataset(r *door.Request) error {
	x, err := f.desk.PublicDataset(r.Context(), r.PathValue("dataset"))
	if err != nil {
		return err
	}
	return r.JSON(http.StatusOK, datasetOf(r, x))
}

// holds refuses a system whose token lacks the scope of the operation, and keeps the
// refusal. A scope that ends with a colon is about the register in the address.
func (f face) holds(o operation, r *door.Request) error {
	if o.who != door.System {
		return nil
	}
	scope := o.scope
	if scope == client.ReadOf || scope == client.WriteOf {
		scope += r.PathValue("register")
	}
	if !r.Client.Has(scope) {
		err := fail.New(fail.Forbidden, "api.no-scope", "scope", scope)
		if kept := f.desk.RefuseSystem(r.Context(), r.Client, o.id, r.PathValue("register"), err.Key); kept != nil {
			return kept
		}
		return err
	}
	return nil
}
