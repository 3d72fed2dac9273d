// Package counter keeps the places where people come in person 办事窗口: their address and
// hours, which offices are met there, and where on the earth they stand.
package counter

import (
	"cmp"
	"fmt"
	"math"
	"slices"
	"strconv"
	"strings"

	"atonce/internal/fail"
	"atonce/internal/law"
)

// Counter 办事窗口 is one place with somebody behind a desk. Several offices may share it.
type Counter struct {
	ID                   string
	Name, Address, Hours law.Words
	At                   Point
	Offices              []string // ids; the first one keeps the counter
	Closed               bool     // no longer in the list
}

// Place 地点 is where people live, a town or a street, by its middle: whoever does not want
// to be located says which.
type Place struct {
	Area string // administrative division, six or twelve digits
	Name law.Words
	At   Point
}

// Point is where something stands, in degrees of the China Geodetic Coordinate System 2000
// 国家大地坐标系, which differs from the WGS 84 that devices know by less than a metre.
// Coordinates read from Chinese web maps are shifted by hundreds of metres and do not fit.
type Point struct{ Latitude, Longitude float64 }

// ParsePoint reads latitude and longitude in degrees, as in "29.8000,119.7000". What is not
// two numbers within their range is Invalid.
func ParsePoint(s string) (Point, error) {
	north, east, ok := strings.Cut(s, ",")
	latitude, wrong := strconv.ParseFloat(strings.TrimSpace(north), 64)
	longitude, also := strconv.ParseFloat(strings.TrimSpace(east), 64)
	p := Point{latitude, longitude}
	// Written so that what is no number at all is out of range too.
	if !ok || wrong != nil || also != nil || !(math.Abs(latitude) <= 90) || !(math.Abs(longitude) <= 180) {
		return Point{}, fail.New(fail.Invalid, "counter.point", "value", s)
	}
	return p, nil
}

// String is the point as ParsePoint reads it, to about a metre.
func (p Point) String() string { return fmt.Sprintf("%.5f,%.5f", p.Latitude, p.Longitude) }

// earth is the mean radius, in metres. A sphere errs by half a percent at most, which no
// way on foot or by bus notices.
const earth = 6371008.8

// Metres is how far it is from p to q in a straight line over the ground.
func (p Point) Metres(q Point) int {
	rad := func(degrees float64) float64 { return degrees * math.Pi / 180 }
	half := func(x float64) float64 { s := math.Sin(rad(x) / 2); return s * s }
	h := half(q.Latitude-p.Latitude) + math.Cos(rad(p.Latitude))*math.Cos(rad(q.Latitude))*half(q.Longitude-p.Longitude)
	return int(math.Round(2 * earth * math.Asin(math.Sqrt(min(1, h)))))
}

// Nearest sorts counters by how far they are from a point; what is equally far stays in
// its order.
func Nearest(all []Counter, from Point) {
	slices.SortStableFunc(all, func(a, b Counter) int { return cmp.Compare(from.Metres(a.At), from.Metres(b.At)) })
}
