package counter_test

import (
	"slices"
	"testing"
	"testing/fstest"

	"pgregory.net/rapid"

	"atonce/internal/counter"
	"atonce/internal/declare"
	"atonce/internal/text"
)

func TestParsePoint(t *testing.T) {
	for s, want := range map[string]string{"29.8124,119.6853": "29.81240,119.68530", " -90 , 180 ": "-90.00000,180.00000", "0,0": "0.00000,0.00000"} {
		p, err := counter.ParsePoint(s)
		if err != nil || p.String() != want {
			t.Errorf("%q: %v, %v", s, p, err)
		}
	}
	for _, s := range []string{"", "29.8", "29.8;119.7", "91,0", "0,181", "NaN,0", "0,Inf", "a,b", "119.7,29.8,3"} {
		if p, err := counter.ParsePoint(s); err == nil {
			t.Errorf("%q is %v", s, p)
		}
	}
}

func FuzzParsePoint(f *testing.F) {
	f.Add("29.8124,119.6853")
	f.Add("NaN,1e400")
	f.Fuzz(func(t *testing.T, s string) {
		p, err := counter.ParsePoint(s)
		if err != nil {
			return
		}
		again, err := counter.ParsePoint(p.String())
		if err != nil || p.Metres(again) > 1 {
			t.Errorf("%q is %v, and that is %v, %v", s, p, again, err)
		}
	})
}

// A degree along a meridian of a sphere of the earth's mean radius is 111,195 m; the other
// lines are its circumference in parts.
func TestMetres(t *testing.T) {
	for _, c := range []struct {
		p, q counter.Point
		want int
	}{
		{counter.Point{Latitude: 30, Longitude: 120}, counter.Point{Latitude: 30, Longitude: 120}, 0},
		{counter.Point{Latitude: 30, Longitude: 120}, counter.Point{Latitude: 31, Longitude: 120}, 111195},
		{counter.Point{Latitude: 60, Longitude: 120}, counter.Point{Latitude: 60, Longitude: 121}, 55597},
		{counter.Point{Longitude: 179.5}, counter.Point{Longitude: -179.5}, 111195},
		{counter.Point{Latitude: 90}, counter.Point{Latitude: -90}, 20015115},
	} {
		if got := c.p.Metres(c.q); got < c.want-1 || got > c.want+1 {
			t.Errorf("%v to %v: %d, not %d", c.p, c.q, got, c.want)
		}
	}
	rapid.Check(t, func(t *rapid.T) {
		point := func(name string) counter.Point {
			return counter.Point{Latitude: rapid.Float64Range(-90, 90).Draw(t, name), Longitude: rapid.Float64Range(-180, 180).Draw(t, name)}
		}
		a, b, c := point("a"), point("b"), point("c")
		if a.Metres(b) != b.Metres(a) || a.Metres(b) > a.Metres(c)+c.Metres(b)+2 {
			t.Errorf("%v %v %v", a, b, c)
		}
	})
}

func TestNearest(t *testing.T) {
	at := func(id string, latitude float64) counter.Counter {
		return counter.Counter{ID: id, At: counter.Point{Latitude: latitude}}
	}
	all := []counter.Counter{at("far", 3), at("first", 1), at("second", 1), at("here", 0)}
	counter.Nearest(all, counter.Point{})
	var got []string
	for _, c := range all {
		got = append(got, c.ID)
	}
	if !slices.Equal(got, []string{"here", "first", "second", "far"}) {
		t.Error(got)
	}
}

func TestReadSaysEverythingThatIsWrong(t *testing.T) {
	known := func(office string) bool { return office == "library" }
	_, found, problems := counter.Read(fstest.MapFS{"x/counters.yaml": {Data: []byte(`format: 1
counters:
  - {id: a, name: {zh: 甲, en: A}, address: {zh: 甲, en: A}, hours: {zh: 甲, en: A}, at: "1,200", offices: [library]}
  - {id: a, name: {zh: 甲, en: A}, address: {zh: 甲, en: A}, hours: {zh: 甲, en: A}, at: "1,2", offices: [post]}
  - {id: b, name: {zh: 甲}, address: {zh: 甲, en: A}, hours: {zh: 甲, en: A}, at: "1,2", offices: []}
places:
  - {area: "12", name: {zh: 甲, en: A}, at: "1,2"}
  - {area: "330106", name: {zh: 甲, en: A}, at: here}
  - {area: "330106", name: {zh: 甲, en: A}, at: "1,2"}
`)}}, "x", known)
	if !found {
		t.Fatal("not found")
	}
	var got []int
	for _, p := range problems {
		got = append(got, p.Line)
	}
	if !slices.Equal(got, []int{3, 4, 4, 5, 5, 7, 8, 9}) {
		t.Errorf("lines %v:\n%s", got, declare.Texts(text.EN, problems))
	}
	if _, found, problems := counter.Read(fstest.MapFS{}, "x", known); found || problems != nil {
		t.Error(found, problems)
	}
}
