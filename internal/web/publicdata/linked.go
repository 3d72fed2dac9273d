package publicdata

import (
	"encoding/json"
	"time"

	"atonce/internal/dataset"
	"atonce/internal/fail"
	"atonce/internal/law"
	"atonce/internal/pack"
	"atonce/internal/text"
	"atonce/internal/web/door"
)

// node is one thing described, as JSON-LD writes it.
type node = map[string]any

// context says in the document itself what each name means: nobody has to fetch
// anything to read it.
func context(more node) node {
	out := node{"dcat": "http://www.w3.org/ns/dcat#", "dct": "http://purl.org/dc/terms/", "foaf": "http://xmlns.com/foaf/0.1/", "adms": "http://www.w3.org/ns/adms#",
		"xsd": "http://www.w3.org/2001/XMLSchema#", "cv": "http://data.europa.eu/m8g/", "cpsv": "http://purl.org/vocab/cpsv#", "eli": "http://data.europa.eu/eli/ontology#"}
	for k, v := range more {
		out[k] = v
	}
	return out
}

// words are texts with their language.
func words(w law.Words) []node {
	var out []node
	for _, l := range text.Langs {
		if w[l] != "" {
			out = append(out, node{"@language": string(l), "@value": w[l]})
		}
	}
	return out
}

func ref(id string) node { return node{"@id": id} }

func keyed(key string) law.Words {
	out := law.Words{}
	for _, l := range text.Langs {
		out[l] = text.S(l, key)
	}
	return out
}

// send writes a document that any catalogue may fetch.
func send(r *door.Request, v any) error {
	b, err := json.MarshalIndent(v, "", " ")
	if err != nil {
		return fail.Wrap(err, "publicdata: linked data")
	}
	h := r.W.Header()
	h.Set("Content-Type", "application/ld+json")
	h.Set("Cache-Control", "no-cache")
	h.Set("Access-Control-Allow-Origin", "*")
	_, _ = r.W.Write(append(b, '\n')) // the reader may be gone: nobody is left to tell
	return nil
}

// frequencies are the words of the EU's vocabulary for how often data is renewed.
var frequencies = map[dataset.Cycle]string{"realtime": "UPDATE_CONT", "day": "DAILY", "week": "WEEKLY", "month": "MONTHLY", "quarter": "QUARTERLY", "year": "ANNUAL", "on-demand": "IRREG"}

const (
	frequency = "http://publications.europa.eu/resource/authority/frequency/"
	access    = "http://publications.europa.eu/resource/authority/access-right/"
	fileType  = "http://publications.europa.eu/resource/authority/file-type/"
)

// catalogue is everything that is published, as DCAT-AP 3 asks for it.
func (f face) catalogue(r *door.Request) error {
	site := r.Site()
	var datasets []node
	publishers := map[string]node{}
	for after := ""; ; {
		some, err := f.desk.Datasets(r.Context(), dataset.Filter{Public: true}, after, 1000)
		if err != nil {
			return err
		}
		for _, e := range some {
			x := *e.Public
			publishers[x.Provider] = f.agent(site, x.Provider)
			datasets = append(datasets, f.dataset(site, x))
			after = e.Record.Code
		}
		if len(some) < 1000 {
			break
		}
	}
	graph := []node{{"@id": site + "/data", "@type": "dcat:Catalog", "dct:title": words(keyed("publicdata.title")), "dct:description": words(keyed("publicdata.lead")),
		"dct:publisher": ref(site + "/#government"), "dct:language": languages(), "foaf:homepage": ref(site + "/data"), "dcat:dataset": refs(datasets)},
		{"@id": site + "/#government", "@type": "foaf:Agent", "foaf:name": words(keyed("publicdata.government"))}}
	for _, p := range publishers {
		graph = append(graph, p)
	}
	return send(r, node{"@context": context(nil), "@graph": append(graph, datasets...)})
}

func refs(ns []node) []node {
	out := []node{}
	for _, n := range ns {
		out = append(out, ref(n["@id"].(string)))
	}
	return out
}

func languages() []node {
	return []node{ref("http://publications.europa.eu/resource/authority/language/ZHO"), ref("http://publications.europa.eu/resource/authority/language/ENG")}
}

func (f face) agent(site, office string) node {
	n := node{"@id": site + "/#office-" + office, "@type": "foaf:Agent"}
	if o, ok := f.desk.Office(office); ok {
		n["foaf:name"] = words(o.Name)
	} else {
		n["foaf:name"] = office
	}
	return n
}

func (f face) dataset(site string, x dataset.Record) node {
	at := site + pathOf(x.ID)
	right := map[dataset.Way]string{dataset.Unconditional: "PUBLIC", dataset.Conditional: "RESTRICTED", dataset.Never: "NON_PUBLIC"}[x.Open.Way]
	n := node{"@id": at, "@type": "dcat:Dataset", "dct:identifier": x.Code, "dct:title": words(x.Name), "dct:description": words(x.Summary),
		"dct:publisher": ref(site + "/#office-" + x.Provider), "dct:accrualPeriodicity": ref(frequency + frequencies[x.Cycle]), "dct:accessRights": ref(access + right),
		"dcat:landingPage": ref(at)}
	if len(x.Opened()) == 0 && len(x.CountedBy()) == 0 {
		return n
	}
	var files []node
	for _, kind := range []struct{ end, media, eu string }{{"csv", "text/csv", "CSV"}, {"json", "application/json", "JSON"}} {
		files = append(files, node{"@type": "dcat:Distribution", "dct:title": words(keyed("publicdata.file-" + kind.end)), "dcat:accessURL": ref(at),
			"dcat:downloadURL": ref(at + "." + kind.end), "dct:license": ref(x.Terms), "dct:format": ref(fileType + kind.eu),
			"dcat:mediaType": ref("https://www.iana.org/assignments/media-types/" + kind.media)})
	}
	n["dcat:distribution"] = files
	return n
}

// services are all services in force, as CPSV-AP 3 asks for them.
func (f face) services(r *door.Request) error {
	var graph []node
	offices := map[string]bool{}
	for _, s := range f.desk.Services() {
		graph = append(graph, f.described(r, s, offices)...)
	}
	return send(r, node{"@context": context(nil), "@graph": graph})
}

// service is one of them.
func (f face) service(r *door.Request) error {
	s, err := f.desk.Service(r.PathValue("service"))
	if err != nil {
		return err
	}
	return send(r, node{"@context": context(nil), "@graph": f.described(r, s, map[string]bool{})})
}

// said is a text of a service in every language.
func said(s *pack.Service, key string) law.Words {
	out := law.Words{}
	for _, l := range text.Langs {
		out[l] = s.Text(l, key)
	}
	return out
}

// described is a service with what belongs to it: who is competent, the law it rests
// on, what it gives, what it takes, where it is had and what it costs. known are the
// offices already described.
func (f face) described(r *door.Request, s *pack.Service, known map[string]bool) []node {
	site, item := r.Site(), s.Item()
	at := site + "/items/" + s.ID()
	id := s.ID()
	if item.Basic != "" {
		id = item.Basic
	}
	n := node{"@id": at, "@type": "cpsv:PublicService", "dct:identifier": id, "dct:title": words(said(s, "name")), "dct:description": words(said(s, "summary")),
		"dct:language": languages(), "foaf:page": ref(at), "cv:hasChannel": node{"@type": "cv:Channel", "dct:identifier": id + "-online", "foaf:page": ref(at)}}
	out := []node{n}
	var competent []node
	for _, o := range f.desk.Offices() {
		if o.Kind != item.Agency {
			continue
		}
		competent = append(competent, ref(site+"/#office-"+o.ID))
		if !known[o.ID] {
			known[o.ID] = true
			out = append(out, node{"@id": site + "/#office-" + o.ID, "@type": "cv:PublicOrganisation", "dct:identifier": o.ID, "dct:title": words(o.Name), "dct:spatial": ref("urn:gb2260:" + o.Area)})
		}
	}
	n["cv:hasCompetentAuthority"] = competent
	var rests []node
	for _, c := range item.Basis {
		rests = append(rests, node{"@type": "eli:LegalResource", "dct:identifier": c.String(), "dct:title": words(law.Words{text.ZH: s.Book().SayCitation(text.ZH, c), text.EN: s.Book().SayCitation(text.EN, c)})})
	}
	n["cv:hasLegalResource"] = rests
	if item.Result.Kind != "none" {
		n["cpsv:produces"] = node{"@type": "cv:Output", "dct:identifier": id + "-result", "dct:title": words(said(s, "result.name"))}
	}
	var takes []node
	for _, m := range item.Materials {
		takes = append(takes, node{"@type": "cv:Evidence", "dct:identifier": id + "-" + m.ID, "dct:title": words(said(s, "material."+m.ID))})
	}
	if len(takes) > 0 {
		n["cpsv:hasInput"] = takes
	}
	return out
}

// zone is the time zone of the government's calendar.
func (f face) zone() *time.Location {
	for _, s := range f.desk.Services() {
		return s.Procedure().Calendar.Zone()
	}
	return time.UTC
}
