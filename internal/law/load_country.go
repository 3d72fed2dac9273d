package law

import (
	"bytes"
	"encoding/csv"
	"errors"
	"io"
	"strconv"
	"strings"
	"time"

	"atonce/internal/declare"
	"atonce/internal/fail"
	"atonce/internal/sign"
	"atonce/internal/text"
)

type words = declare.At[map[text.Lang]string]

type countryDecl struct {
	Format    declare.At[int]        `yaml:"format,required"`
	Country   declare.Text           `yaml:"country,required"`
	Title     words                  `yaml:"title,required"`
	Languages []declare.Text         `yaml:"languages,required"`
	Calendar  calendarDecl           `yaml:"calendar,required"`
	Codes     []codeDecl             `yaml:"codes"`
	Signature declare.At[sign.Suite] `yaml:"signature"`
	Pos       declare.Pos
}

type calendarDecl struct {
	Pos         declare.Pos
	Zone        declare.At[zone]      `yaml:"zone,required"`
	Close       declare.At[hour]      `yaml:"close,required"`
	Weekend     []declare.At[weekday] `yaml:"weekend,required"`
	File        declare.Text          `yaml:"file,required"`
	First       int                   `yaml:"first_year,required"`
	Last        int                   `yaml:"last_year,required"`
	Source      words                 `yaml:"source,required"`
	RollForward []declare.At[unit]    `yaml:"roll_forward"`
	RollBasis   declare.At[Citation]  `yaml:"roll_basis"`
}

type codeDecl struct {
	Kind     declare.Text `yaml:"kind,required"`
	Standard declare.Text `yaml:"standard,required"`
	Title    words        `yaml:"title,required"`
}

// zone is a fixed offset: +08:00. A zone with summer time would need a data
// base of zones; a country that has one declares its calendar by the offset
// its offices keep deadlines in.
type zone struct{ *time.Location }

func (z *zone) UnmarshalText(b []byte) error {
	t, err := time.Parse("-07:00", string(b))
	if err != nil || len(b) != 6 {
		return fail.New(fail.Invalid, "law.zone", "value", string(b))
	}
	_, offset := t.Zone()
	z.Location = time.FixedZone("UTC"+string(b), offset)
	return nil
}

type hour time.Duration

func (h *hour) UnmarshalText(b []byte) error {
	t, err := time.Parse("15:04", string(b))
	if err != nil || len(b) != 5 {
		return fail.New(fail.Invalid, "law.hour", "value", string(b))
	}
	*h = hour(time.Duration(t.Hour())*time.Hour + time.Duration(t.Minute())*time.Minute)
	return nil
}

type weekday time.Weekday

func (w *weekday) UnmarshalText(b []byte) error {
	for d := time.Sunday; d <= time.Saturday; d++ {
		if strings.ToLower(d.String()) == string(b) {
			*w = weekday(d)
			return nil
		}
	}
	return fail.New(fail.Invalid, "law.weekday", "value", string(b))
}

type unit Unit

func (u *unit) UnmarshalText(b []byte) error {
	for i, sign := range unitSigns {
		if sign != "" && sign == string(b) {
			*u = unit(i)
			return nil
		}
	}
	return fail.New(fail.Invalid, "law.limit_unit", "value", string(b))
}

// country reads country.yaml, all but the calendar.
func (l *loader) country() countryDecl {
	var d countryDecl
	if !l.decode("country.yaml", &d) {
		return d
	}
	b := l.book
	if d.Format.Set() && d.Format.Value != 1 {
		l.add(d.Format.Problem("law.format", "format", strconv.Itoa(d.Format.Value)))
	}
	for _, t := range d.Languages {
		lang, ok := text.ParseLang(t.Value)
		if !ok {
			l.add(t.Problem("law.language", "lang", t.Value))
			continue
		}
		l.langs = append(l.langs, lang)
	}
	b.Country, b.Languages, b.Title, b.Sources = d.Country.Value, l.langs, l.words(d.Title), l.words(d.Calendar.Source)
	b.Signature = sign.Ed25519
	if d.Signature.Set() {
		b.Signature = d.Signature.Value
	}
	for _, c := range d.Codes {
		b.Codes = append(b.Codes, CodeSystem{c.Kind.Value, c.Standard.Value, l.words(c.Title)})
	}
	return d
}

// calendar reads the calendar file that country.yaml names.
func (l *loader) calendar(d calendarDecl) {
	before := len(l.problems)
	spec := CalendarSpec{Zone: d.Zone.Value.Location, Close: time.Duration(d.Close.Value), First: d.First, Last: d.Last,
		RollBasis: l.cite(d.RollBasis)}
	for _, w := range d.Weekend {
		spec.Weekend = append(spec.Weekend, time.Weekday(w.Value))
	}
	for _, u := range d.RollForward {
		spec.RollForward = append(spec.RollForward, Unit(u.Value))
	}
	if len(spec.RollForward) > 0 && spec.RollBasis.IsZero() {
		l.add(d.RollForward[0].Problem("law.roll_basis"))
	}
	if !d.File.Set() {
		return
	}
	if strings.Contains(d.File.Value, "..") {
		l.add(d.File.Problem("law.file_missing", "file", d.File.Value))
		return
	}
	data, ok := l.read(d.File.Value)
	if !ok {
		return
	}
	exceptions, ps := ParseExceptions(d.File.Value, data)
	l.add(ps...)
	if len(l.problems) > before || d.Zone.Value.Location == nil {
		return
	}
	// One day at a time first, so that the problem stands at the day's own line.
	for _, e := range exceptions {
		one := spec
		one.Exceptions = []Exception{e.Value}
		if _, err := NewCalendar(one); err != nil {
			if f := fail.As(err); f.Args["date"] != "" {
				l.add(e.Problem(f.Key, "date", f.Args["date"]))
			}
		}
		spec.Exceptions = append(spec.Exceptions, e.Value)
	}
	c, err := NewCalendar(spec)
	if err != nil && len(l.problems) == before {
		p := d.Pos.Problem(fail.As(err).Key)
		p.Args = fail.As(err).Args
		l.add(p)
	}
	l.book.Calendar = c
}

// ParseExceptions reads the days of a calendar file: CSV with the head
// date,kind,name_en,name_zh and kind holiday or workday.
func ParseExceptions(file string, data []byte) ([]declare.At[Exception], []Problem) {
	var out []declare.At[Exception]
	var ps []Problem
	r := csv.NewReader(bytes.NewReader(data))
	r.FieldsPerRecord = 4
	seen := map[Date]int{}
	for n := 0; ; n++ {
		rec, err := r.Read()
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			line := 1
			var at *csv.ParseError
			if errors.As(err, &at) {
				line = at.Line
			}
			ps = append(ps, declare.Pos{File: file, Line: line, Column: 1}.Problem("law.csv"))
			if at == nil || !errors.Is(err, csv.ErrFieldCount) {
				break
			}
			continue
		}
		line, _ := r.FieldPos(0)
		pos := declare.Pos{File: file, Line: line, Column: 1}
		if n == 0 {
			if strings.Join(rec, ",") != "date,kind,name_en,name_zh" {
				ps = append(ps, pos.Problem("law.csv"))
			}
			continue
		}
		d, err := ParseDate(rec[0])
		if err != nil {
			ps = append(ps, pos.Problem("law.date", "value", rec[0]))
			continue
		}
		if rec[1] != "holiday" && rec[1] != "workday" {
			ps = append(ps, pos.Problem("law.csv_kind", "value", rec[1]))
			continue
		}
		if first, twice := seen[d]; twice {
			ps = append(ps, pos.Problem("law.csv_twice", "date", rec[0], "line", strconv.Itoa(first)))
			continue
		}
		seen[d] = line
		out = append(out, declare.At[Exception]{Pos: pos, Value: Exception{Date: d, Workday: rec[1] == "workday",
			Name: Words{text.EN: rec[2], text.ZH: rec[3]}}})
	}
	return out, ps
}
