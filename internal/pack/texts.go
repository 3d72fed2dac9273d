package pack

import (
	"path"
	"slices"
	"strings"

	"atonce/internal/declare"
	"atonce/internal/text"
)

// readTexts reads text/<language>.yaml: flat, key and sentence.
func (d *draft) readTexts() {
	d.texts, d.textAt = map[text.Lang]map[string]string{}, map[text.Lang]map[string]declare.Pos{}
	for _, f := range d.in("text") {
		lang, ok := text.ParseLang(strings.TrimSuffix(path.Base(f.path), ".yaml"))
		if !ok {
			d.add(declare.Pos{File: f.path}.Problem("pack.language-unknown", "lang", strings.TrimSuffix(path.Base(f.path), ".yaml")))
			continue
		}
		var m declare.Map[declare.Text]
		if !d.decodeBytes(f.path, f.data, &m) {
			continue
		}
		d.texts[lang], d.textAt[lang] = map[string]string{}, map[string]declare.Pos{}
		for _, e := range m {
			if strings.TrimSpace(e.Value.Value) == "" {
				d.add(e.Key.Problem("pack.text-empty", "key", e.Key.Value))
			}
			d.texts[lang][e.Key.Value], d.textAt[lang][e.Key.Value] = e.Value.Value, e.Key.Pos
		}
	}
}

// checkTexts holds every language to the same keys: what a declaration needs must be
// there, what nothing uses must go, or it rots unseen.
func (d *draft) checkTexts() {
	langs := d.languages()
	for lang := range d.texts {
		if !slices.Contains(langs, lang) {
			d.add(declare.Pos{File: d.textFile(lang)}.Problem("pack.language-extra", "lang", string(lang)))
		}
	}
	for _, lang := range langs {
		if _, ok := d.texts[lang]; !ok {
			d.add(declare.Pos{File: d.textFile(lang)}.Problem("pack.file-missing", "file", "text/"+string(lang)+".yaml"))
			continue
		}
		for _, k := range keys(d.needed) {
			if _, ok := d.texts[lang][k]; !ok {
				d.add(d.needed[k].Problem("pack.text-missing", "key", k, "file", "text/"+string(lang)+".yaml"))
			}
		}
		for k, at := range d.textAt[lang] {
			if _, ok := d.needed[k]; !ok && !d.optional[k] {
				d.add(at.Problem("pack.text-unused", "key", k))
			}
			for _, other := range langs {
				if _, ok := d.texts[other][k]; d.texts[other] != nil && !ok && d.optional[k] {
					d.add(at.Problem("pack.text-missing", "key", k, "file", "text/"+string(other)+".yaml"))
				}
			}
		}
	}
}

func (d *draft) textFile(lang text.Lang) string {
	return path.Join(d.dir, "text", string(lang)+".yaml")
}

// languages are those of the item and those an overlay adds. A country's own
// languages are always among them: that is checked where the item is sealed.
func (d *draft) languages() []text.Lang {
	out := slices.Clone(d.sealed.Languages)
	for _, o := range d.overlays {
		for _, t := range o.Languages {
			if lang, ok := text.ParseLang(t.Value); ok && !slices.Contains(out, lang) {
				out = append(out, lang)
			}
		}
	}
	return out
}

// said is the place of a text, for checks that judge its words.
func (d *draft) said(lang text.Lang, key string) (string, declare.Pos) {
	return d.texts[lang][key], d.textAt[lang][key]
}
