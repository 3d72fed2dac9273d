package pack

import (
	"crypto/sha256"
	"encoding/hex"
	"slices"
	"sort"
	"strings"

	"atonce/internal/text"
)

// seal makes the set of drafts that have no problems.
func (l *loader) seal() *Set {
	s := &Set{services: map[string]*Service{}, books: l.books}
	h := sha256.New()
	for _, d := range l.order {
		s.services[d.id] = l.sealService(d)
		s.ids = append(s.ids, d.id)
	}
	sort.Strings(s.ids)
	for _, id := range s.ids {
		h.Write([]byte(id + "\x00" + s.services[id].digest + "\x00"))
	}
	for _, d := range l.data {
		s.registers = append(s.registers, d.sealed)
		h.Write([]byte(dataFolder + "/" + d.id + "\x00" + d.sealed.digest + "\x00"))
	}
	for _, b := range l.benefits {
		s.benefits = append(s.benefits, b.sealed)
		h.Write([]byte(benefitFolder + "/" + b.rules.id + "\x00" + b.sealed.digest + "\x00"))
	}
	slices.SortFunc(s.benefits, byID)
	for _, f := range l.finders {
		s.finders = append(s.finders, f.sealed)
		h.Write([]byte(finderFolder + "/" + f.id + "\x00" + f.sealed.digest + "\x00"))
	}
	s.digest = hex.EncodeToString(h.Sum(nil))
	return s
}

// sealService seals one draft with its overlays.
func (l *loader) sealService(d *draft) *Service {
	snap := snapshot(d.dir, append(slices.Clone(l.lawFiles[d.pack.Country.Value]), d.files...))
	s := &Service{id: d.id, area: d.area, dir: d.dir, country: d.pack.Country.Value, version: d.pack.Version.Value,
		from: d.pack.From.Value, owners: values(d.pack.Owners), illustrative: d.pack.Illustrative, item: d.sealed,
		form: d.form, procedure: d.procedure, licences: d.licences, decisions: d.decisions, rules: d.rules, alone: d.sealAlone(), sharing: d.sharing, needs: d.needs, exceptions: d.exceptions, texts: d.texts,
		stories: d.stories, book: d.book, snapshot: snap, digest: digest(snap), areas: map[string]*Service{}}
	for _, i := range d.figures.Indicators {
		s.indicators = append(s.indicators, Indicator{i.ID.Value, strings.TrimSpace(i.Count.Value), strings.TrimSpace(i.Of.Value)})
	}
	s.procedure.Digest = s.digest
	for _, o := range d.ordered() {
		s.areas[o.Area.Value] = s.For(parentArea(o.Area.Value)).overlay(o)
	}
	return s
}

// overlay is the service with one overlay applied to it.
func (s *Service) overlay(o overlayDecl) *Service {
	c := *s
	base, _ := SplitDigest(s.digest)
	c.overlaid, c.digest, c.item = o.Area.Value, base+"@"+o.Area.Value, s.item.clone()
	p := *s.procedure
	p.Clocks, p.Digest = slices.Clone(p.Clocks), c.digest
	c.procedure = &p
	for i, k := range p.Clocks {
		if limit, ok := o.Promised.Find(k.Rule.ID); ok {
			p.Clocks[i].Promised = limit.Value
			// What is promised on the spot is examined and decided at once: rule 1.
			if k.Main && limit.Value.IsInstant() {
				c.item.Handling, c.item.Review = instant, instant
			}
		}
	}
	for i, f := range c.item.Fee.Items {
		if amount, ok := o.Fees.Find(f.ID); ok {
			c.item.Fee.Items[i].Amount = amount.Value
		}
	}
	without := values(o.Without)
	c.item.Materials = slices.DeleteFunc(c.item.Materials, func(m Material) bool { return slices.Contains(without, m.ID) })
	c.item.Channels = append(c.item.Channels, values(o.Channels)...)
	for _, t := range o.Languages {
		if lang, ok := text.ParseLang(t.Value); ok {
			c.item.Languages = append(c.item.Languages, lang)
		}
	}
	return &c
}

// For is the service as it stands in an area: with the overlay of the area itself,
// or of the nearest area above it that has one. Terms of an area above hold below.
func (s *Service) For(area string) *Service {
	for a := area; a != ""; a = parentArea(a) {
		if o, ok := s.areas[a]; ok {
			return o
		}
	}
	return s
}

// Overlaid is the area whose overlay is applied; empty for the service itself.
func (s *Service) Overlaid() string { return s.overlaid }

// Overlays are the areas that have terms of their own, in order.
func (s *Service) Overlays() []string { return keys(s.areas) }

// parentArea is the area above: the last part that is not all zeros becomes zeros
// (GB/T 2260: two digits each for province, city and county, three for township and
// village). The empty string is above a province.
func parentArea(a string) string {
	if len(a) != 6 && len(a) != 12 || strings.Trim(a, "0123456789") != "" {
		return ""
	}
	if len(a) == 12 && strings.HasSuffix(a, "000000") {
		a = a[:6]
	}
	starts := []int{2, 4, 6, 9}
	for i := len(starts) - 1; i >= 0; i-- {
		if at := starts[i]; at < len(a) && strings.Trim(a[at:], "0") != "" {
			if at == 6 {
				return a[:6]
			}
			return a[:at] + strings.Repeat("0", len(a)-at)
		}
	}
	return ""
}
