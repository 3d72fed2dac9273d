package pack

import (
	"path"
	"slices"
	"sort"
	"strconv"
	"strings"

	"atonce/internal/declare"
	"atonce/internal/law"
	"atonce/internal/text"
)

// readOverlays reads overlays/<area>.yaml.
func (d *draft) readOverlays() {
	for _, f := range d.in("overlays") {
		var o overlayDecl
		if !d.decodeBytes(f.path, f.data, &o) {
			continue
		}
		if name := strings.TrimSuffix(path.Base(f.path), ".yaml"); name != o.Area.Value {
			d.add(o.Area.Problem("pack.overlay-file", "area", o.Area.Value, "file", name))
			continue
		}
		d.overlays = append(d.overlays, o)
	}
}

// ordered are the overlays from the widest area to the narrowest.
func (d *draft) ordered() []overlayDecl {
	out := slices.Clone(d.overlays)
	depth := func(a string) (n int) {
		for ; a != ""; a = parentArea(a) {
			n++
		}
		return n
	}
	sort.SliceStable(out, func(i, j int) bool { return depth(out[i].Area.Value) < depth(out[j].Area.Value) })
	return out
}

// terms are what an overlay may better, as they stand in the area above it.
type terms struct {
	promised map[string]law.Limit
	fees     map[string]int64
	material map[string]bool
	channels []string
}

// checkOverlays holds every overlay to the citizen's favour: shorter, fewer, lower,
// more. What changes nothing is refused too: it would hide a later worsening of the
// terms above it.
func (d *draft) checkOverlays() {
	below := map[string]terms{}
	for _, o := range d.ordered() {
		d.checkArea(o.Area)
		t := d.terms()
		for a := parentArea(o.Area.Value); a != ""; a = parentArea(a) {
			if above, ok := below[a]; ok {
				t = above
				break
			}
		}
		below[o.Area.Value] = d.checkOverlay(o, t)
	}
}

// terms are those of the service itself.
func (d *draft) terms() terms {
	t := terms{promised: map[string]law.Limit{}, fees: map[string]int64{}, material: map[string]bool{}, channels: d.sealed.Channels}
	for _, c := range d.procedure.Clocks {
		if t.promised[c.Rule.ID] = c.Promised; c.Promised.IsZero() {
			t.promised[c.Rule.ID] = c.Rule.Limit
		}
	}
	for _, f := range d.sealed.Fee.Items {
		t.fees[f.ID] = f.Amount
	}
	for _, m := range d.sealed.Materials {
		t.material[m.ID] = true
	}
	return t
}

func (d *draft) checkOverlay(o overlayDecl, above terms) terms {
	t := terms{promised: map[string]law.Limit{}, fees: map[string]int64{}, material: map[string]bool{}, channels: slices.Clone(above.channels)}
	for k, v := range above.promised {
		t.promised[k] = v
	}
	for k, v := range above.fees {
		t.fees[k] = v
	}
	for k := range above.material {
		t.material[k] = true
	}
	for _, e := range o.Promised {
		was, ok := above.promised[e.Key.Value]
		switch {
		case !ok:
			d.add(e.Key.Problem("pack.clock-unknown", "clock", e.Key.Value))
		case !atMost(e.Value.Value, was) || e.Value.Value == was:
			d.add(e.Value.Problem("pack.overlay-longer", "clock", e.Key.Value, "here", e.Value.Value.String(), "above", was.String()))
		}
		t.promised[e.Key.Value] = e.Value.Value
	}
	for _, e := range o.Fees {
		was, ok := above.fees[e.Key.Value]
		switch {
		case !ok:
			d.add(e.Key.Problem("pack.overlay-fee-unknown", "fee", e.Key.Value))
		case e.Value.Value < 0 || e.Value.Value >= was:
			d.add(e.Value.Problem("pack.overlay-dearer", "fee", e.Key.Value, "here", strconv.FormatInt(e.Value.Value, 10), "above", strconv.FormatInt(was, 10)))
		}
		t.fees[e.Key.Value] = e.Value.Value
	}
	for _, m := range o.Without {
		if !above.material[m.Value] {
			d.add(m.Problem("pack.overlay-material", "material", m.Value))
		}
		delete(t.material, m.Value)
	}
	for _, c := range o.Channels {
		d.oneOf(c, "channels", channels...)
		if slices.Contains(t.channels, c.Value) {
			d.add(c.Problem("pack.overlay-idle", "what", c.Value))
		}
		t.channels = append(t.channels, c.Value)
	}
	for _, l := range o.Languages {
		d.checkOverlayLanguage(l)
	}
	return t
}

// checkOverlayLanguage: a language more needs every text in it.
func (d *draft) checkOverlayLanguage(t declare.Text) {
	if slices.ContainsFunc(d.sealed.Languages, func(l text.Lang) bool { return string(l) == t.Value }) {
		d.add(t.Problem("pack.overlay-idle", "what", t.Value))
	} else if _, ok := d.find("text/" + t.Value + ".yaml"); !ok {
		d.add(t.Problem("pack.file-missing", "file", "text/"+t.Value+".yaml"))
	}
}
