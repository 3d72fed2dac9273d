package desk

import (
	"context"
	"errors"
	"io"
	"io/fs"
	"slices"
	"time"

	"atonce/internal/catalogue"
	"atonce/internal/declare"
	"atonce/internal/fail"
	"atonce/internal/law"
	"atonce/internal/pack"
	"atonce/internal/people"
	"atonce/internal/search"
	"atonce/internal/store"
	"atonce/internal/text"
)

// itemIndex finds services and list entries by what people type.
type itemIndex struct {
	index *search.Index
	hits  map[string]Hit
}

// Hit is something a search found: a service that can be applied for here, or a
// list entry that only says where the power lies.
type Hit struct {
	Service string // empty for a list entry without a service here
	List    string
	Code    string
	Title   string
	Agency  string
}

// Found is the answer to a search.
type Found struct {
	Hits       []Hit
	Nearest    []Hit  // where nothing was found
	Understood string // the words that were looked for, when they are not those typed
}

func newItemIndex() *itemIndex { return &itemIndex{index: search.New(nil, search.Vocabulary{})} }

// buildIndex makes everything findable that can be named: services by name, summary
// and other words in both languages, entries by name.
func (d *Desk) buildIndex(ctx context.Context, services map[string]*pack.Service) (*itemIndex, error) {
	out := &itemIndex{hits: map[string]Hit{}}
	var docs []search.Doc
	for id, s := range services {
		doc := search.Doc{ID: "service/" + id, Weight: 1.08}
		for _, l := range text.Langs {
			doc.Phrases = append(doc.Phrases, s.Text(l, "name"))
		}
		for _, l := range text.Langs {
			doc.Phrases = append(doc.Phrases, s.Item().Synonyms[l]...)
		}
		docs = append(docs, doc)
		out.hits[doc.ID] = Hit{Service: id}
	}
	err := d.store.Read(ctx, func(tx *store.Tx) error {
		for e, err := range catalogue.All(tx) {
			if err != nil {
				return err
			}
			if e.Service != "" || e.State == catalogue.Cancelled {
				continue
			}
			doc := search.Doc{ID: string(e.List) + "/" + e.Code, Phrases: []string{e.Name.In(text.ZH)}}
			if english := e.Name[text.EN]; english != "" {
				doc.Phrases = append(doc.Phrases, english)
			}
			docs = append(docs, doc)
			out.hits[doc.ID] = Hit{List: string(e.List), Code: e.Code, Title: e.Name.In(text.ZH), Agency: e.Agency}
		}
		return nil
	})
	slices.SortFunc(docs, func(a, b search.Doc) int {
		if a.ID < b.ID {
			return -1
		}
		return 1
	})
	out.index = search.New(docs, d.vocabulary())
	return out, err
}

// Words reads what people ask by from the files _words/*.yaml of a folder of packs. They
// are for search only and no case hangs on them, so they have no version. A folder without
// such files has no words.
func Words(packs fs.FS) (v search.Vocabulary, problems []declare.Problem) {
	files, err := fs.Glob(packs, "_words/*.yaml")
	if err != nil {
		return v, nil
	}
	for _, file := range files {
		data, err := fs.ReadFile(packs, file)
		if err != nil {
			continue
		}
		problems = append(problems, v.Read(file, data)...)
	}
	return v, problems
}

// Understand takes the words that people ask by for the searches to come.
func (d *Desk) Understand(words search.Vocabulary) { d.words.Store(&words) }

func (d *Desk) vocabulary() search.Vocabulary {
	if w := d.words.Load(); w != nil {
		return *w
	}
	return search.Vocabulary{}
}

// Search finds services and list entries. literal keeps to the words as typed.
func (d *Desk) Search(l text.Lang, query string, literal bool, most int) Found {
	x := d.force.Load().index
	var f Found
	hits := x.index.Find(query, literal, most)
	for _, h := range hits {
		f.Hits = append(f.Hits, x.hits[h.ID])
	}
	if len(hits) > 0 && !hits[0].Exact {
		f.Understood = hits[0].By
	}
	if len(hits) == 0 {
		for _, h := range x.index.Nearest(query, 3) {
			f.Nearest = append(f.Nearest, x.hits[h.ID])
		}
	}
	return f
}

// listing is where a service stands in the four lists: under its basic code, or
// under its own name where the national directory gives none.
func listing(s *pack.Service) (catalogue.List, string) {
	i := s.Item()
	switch {
	case i.Business != "":
		return catalogue.List(i.List), i.Business
	case i.Basic != "":
		return catalogue.List(i.List), i.Basic
	}
	return catalogue.List(i.List), s.ID()
}

// mayApply refuses what is not listed, not in force or without a basis in law.
func mayApply(tx *store.Tx, s *pack.Service) error {
	l, code := listing(s)
	return catalogue.MayApply(tx, l, code, tx.Now().In(s.Procedure().Calendar.Zone()))
}

// MayApply says why a service cannot be applied for now, or nil.
func (d *Desk) MayApply(ctx context.Context, s *pack.Service) error {
	return d.store.Read(ctx, func(tx *store.Tx) error { return mayApply(tx, s) })
}

// MayApplyFor says why an entry of a list cannot be applied for now, or nil. Days in
// it are said in zone.
func (d *Desk) MayApplyFor(ctx context.Context, l catalogue.List, code string, zone *time.Location) error {
	return d.store.Read(ctx, func(tx *store.Tx) error { return catalogue.MayApply(tx, l, code, tx.Now().In(zone)) })
}

// list makes the entry of a service that comes into force, or changes it.
func list(tx *store.Tx, s *pack.Service, by string) error {
	l, code := listing(s)
	i := s.Item()
	e := catalogue.Entry{List: l, Code: code, Name: law.Words{}, Agency: i.Agency, Level: i.Level, Type: i.Type, Basis: i.Basis, Service: s.ID()}
	for _, lang := range text.Langs {
		e.Name[lang] = s.Text(lang, "name")
	}
	promised, statutory, _ := s.Main()
	e.Details = map[string]string{"promised": promised.String(), "statutory": statutory.String(), "version": s.Version(), "digest": s.Digest()}
	_, err := catalogue.Put(tx, e, catalogue.Change{By: by, Effective: tx.Now().In(s.Procedure().Calendar.Zone()),
		Why: listedWhy(s.Version())})
	return err
}

// listedWhy is kept in every language: a change of a list keeps one sentence.
func listedWhy(version string) string {
	return text.S(text.ZH, "desk.listed-why", "version", version) + " " + text.S(text.EN, "desk.listed-why", "version", version)
}

// WhyListed is why a version of an entry was made, in one language where this house said
// so itself, as somebody wrote it otherwise.
func WhyListed(l text.Lang, v catalogue.Version) string {
	if version := v.Entry.Details["version"]; v.Change.Why == listedWhy(version) {
		return text.S(l, "desk.listed-why", "version", version)
	}
	return v.Change.Why
}

// ListPage lists entries of the four lists by code.
func (d *Desk) ListPage(ctx context.Context, f catalogue.Filter, after string, size int) (p catalogue.Page, err error) {
	err = d.store.Read(ctx, func(tx *store.Tx) error {
		p, err = catalogue.Current(tx, f, after, size)
		return err
	})
	return p, err
}

// ListCounts counts the entries of each list by state.
func (d *Desk) ListCounts(ctx context.Context) (out map[catalogue.List]map[catalogue.State]int, err error) {
	err = d.store.Read(ctx, func(tx *store.Tx) error {
		out, err = catalogue.Counts(tx)
		return err
	})
	return out, err
}

// Entries are the last versions of some entries of a list, in the order asked for.
func (d *Desk) Entries(ctx context.Context, l catalogue.List, codes []string) (out []catalogue.Entry, err error) {
	err = d.store.Read(ctx, func(tx *store.Tx) error {
		for _, code := range codes {
			e, err := catalogue.Find(tx, l, code)
			if err != nil {
				return err
			}
			out = append(out, e)
		}
		return nil
	})
	return out, err
}

// EntryVersions are all versions of one entry, the latest first.
func (d *Desk) EntryVersions(ctx context.Context, l catalogue.List, code string) (out []catalogue.Version, err error) {
	err = d.store.Read(ctx, func(tx *store.Tx) error {
		out, err = catalogue.Versions(tx, l, code)
		return err
	})
	return out, err
}

// RestingOn lists the entries that rest on an article or a part of it.
func (d *Desk) RestingOn(ctx context.Context, c law.Citation) (out []catalogue.Entry, err error) {
	err = d.store.Read(ctx, func(tx *store.Tx) error {
		out, err = catalogue.ByArticle(tx, c)
		return err
	})
	return out, err
}

// ArticlesUsed lists the articles of a law that entries rest on, or the laws if none
// is named, each with how many entries do.
func (d *Desk) ArticlesUsed(ctx context.Context, id string) (out []catalogue.Article, err error) {
	err = d.store.Read(ctx, func(tx *store.Tx) error {
		if id == "" {
			out, err = catalogue.Laws(tx)
		} else {
			out, err = catalogue.Articles(tx, id)
		}
		return err
	})
	return out, err
}

// ImportItems reads items from a CSV file into a list and makes them findable. What
// was read before an error stays, and the report says how far it came.
func (d *Desk) ImportItems(ctx context.Context, r io.Reader, opts catalogue.ImportOptions) (catalogue.Report, error) {
	rep, err := catalogue.Import(ctx, d.store, r, opts)
	if rep.Written() == 0 {
		return rep, err
	}
	f := d.force.Load()
	return rep, errors.Join(err, d.putInForce(ctx, f.set, f.services))
}

// Declare brings the lists to what a file says, or does the one change it asks for,
// and makes the result findable. Only keepers of packs may: a list is law's mirror.
func (d *Desk) Declare(ctx context.Context, by people.Person, in catalogue.Declared) (written int, err error) {
	if !by.Holds(RolePackKeeper) {
		return 0, fail.New(fail.Forbidden, "desk.list-keepers")
	}
	err = d.store.Write(ctx, func(tx *store.Tx) error {
		written = 0
		if in.Change.Verb != "" {
			c := in.Change
			c.By = by.ID
			written = 1
			if c.Verb == catalogue.Alter {
				// Who handles an entry is the pack's to say: a change that is silent keeps it.
				for i, e := range c.Entries {
					was, err := catalogue.Find(tx, e.List, e.Code)
					if fail.KindOf(err) == fail.NotFound {
						continue // Apply says so in its own words
					}
					if err != nil {
						return err
					}
					if e.Service == "" {
						c.Entries[i].Service = was.Service
					}
				}
			}
			_, err := catalogue.Apply(tx, c)
			return err
		}
		for _, e := range in.Entries {
			done, err := catalogue.Put(tx, e, catalogue.Change{By: by.ID, Why: "declared"})
			if err != nil {
				return err
			}
			if done != catalogue.Unchanged {
				written++
			}
		}
		return nil
	})
	if err != nil || written == 0 {
		return written, err
	}
	f := d.force.Load()
	return written, d.putInForce(ctx, f.set, f.services)
}
