package catalogue

import (
	"crypto/sha256"
	"encoding/hex"
	"slices"
	"strconv"
	"strings"

	"atonce/internal/code"
	"atonce/internal/fail"
	"atonce/internal/law"
	"atonce/internal/text"
)

// The columns of a file of items, in any order.
const (
	colDepartment = "department"
	colMainItem   = "main_item"
	colName       = "name"
	colCode       = "item_code"
	colArea       = "area_code"
	colType       = "task_type"
	colUnit       = "dept_code"
)

var itemColumns = []string{colDepartment, colMainItem, colName, colCode, colArea, colType, colUnit}

// header finds where each column stands. A column that is missing, strange or there
// twice is refused before anything is written: its values would be lost or mistaken.
func header(fields []string) (map[string]int, error) {
	at := map[string]int{}
	var strange []string
	for i, f := range fields {
		f, _ = legible(strings.TrimSpace(f))
		if _, twice := at[f]; twice || !slices.Contains(itemColumns, f) {
			strange = append(strange, clip(f))
		}
		at[f] = i
	}
	var missing []string
	for _, c := range itemColumns {
		if _, ok := at[c]; !ok {
			missing = append(missing, c)
		}
	}
	want := strings.Join(itemColumns, ",")
	if len(missing) > 0 {
		return nil, fail.New(fail.Invalid, "catalogue.header-missing", "missing", strings.Join(missing, ", "), "want", want)
	}
	if len(strange) > 0 {
		return nil, fail.New(fail.Invalid, "catalogue.header-strange", "strange", clip(strings.Join(strange, ", ")), "want", want)
	}
	return at, nil
}

// row is one row of the file made an entry.
type row struct {
	entry    Entry
	other    string // its code if another row keeps the one it has
	second   bool   // an earlier row has its code
	line     int
	problems []Problem
}

// read makes an entry of a row, whatever is wrong with it.
func (im *importing) read(rec record) row {
	var values [7]string
	r := row{line: rec.line}
	whole := true
	for i, c := range itemColumns {
		s, ok := legible(rec.fields[im.columns[c]])
		if c != colCode {
			s = strings.TrimSpace(s)
		}
		values[i], whole = s, whole && ok
	}
	raw := values[3]
	note := func(err error) {
		r.problems = append(r.problems, Problem{Line: rec.line, Code: raw, Reason: fail.As(err)})
	}
	e := Entry{List: im.opts.List, Code: raw, Agency: values[0], Area: values[4],
		Details: map[string]string{colMainItem: values[1], colUnit: values[6]}}
	area, err := judge(raw)
	if err != nil {
		e.Raw, e.Flags = raw, append(e.Flags, FlagCodeMalformed)
		note(err)
		if !plainCode(raw) || strings.Contains(raw, tilde) {
			e.Code = tilde + digest(raw)
		}
		if raw == "" {
			e.Code = tilde + digest(values[:]...)
		}
	}
	if !whole {
		e.Flags = append(e.Flags, FlagTextMalformed)
		note(fail.New(fail.Invalid, "catalogue.row-text"))
	}
	e.Name = law.Words{text.ZH: values[2]}
	if values[2] == "" {
		e.Name[text.ZH], e.Flags = e.Code, append(e.Flags, FlagNameMissing)
		note(fail.New(fail.Invalid, "catalogue.row-name"))
	}
	a, err := code.ParseArea(e.Area)
	switch {
	case err != nil:
		e.Flags = append(e.Flags, FlagAreaMalformed)
		why := fail.As(err)
		note(fail.New(fail.Invalid, "catalogue.row-area", "area", clip(e.Area)).
			WithFields(fail.Field{Path: colArea, Key: why.Key, Args: why.Args}).WithFields(why.Fields...))
	default:
		e.Level = levels[a.Level()]
		if area != "" && area != a.String() {
			note(fail.New(fail.Invalid, "catalogue.row-area-differs", "area", a.String(), "within", area))
		}
	}
	if n, err := strconv.Atoi(values[5]); err == nil && n > 0 && n < 100 && values[5][0] != '+' {
		e.Type = strconv.Itoa(n + 100)[1:]
	} else {
		e.Type, e.Flags = values[5], append(e.Flags, FlagTypeMalformed)
		note(fail.New(fail.Invalid, "catalogue.row-type", "type", clip(values[5])))
	}
	r.entry, r.other = e, e.Code+tilde+digest(values[:]...)
	return r
}

// tilde sets apart what this room adds to a code to keep two entries apart. No public
// code has one.
const tilde = "~"

var levels = map[code.Level]string{code.Nation: "national", code.Province: "province", code.City: "city",
	code.County: "county", code.Town: "township", code.Village: "village"}

// judge reads an item code of whichever system it is of, and gives the area it names,
// if it names one.
func judge(s string) (area string, err error) {
	switch {
	case strings.Contains(s, "-"):
		d, err := code.ParseDashed(s)
		if err != nil {
			return "", err
		}
		return d.Area().String(), nil
	case len(s) > 20:
		_, err = code.ParseImplementation(s)
	case len(s) > 12:
		_, err = code.ParseBusiness(s)
	default:
		_, err = code.ParseBasic(s)
	}
	return "", err
}

// digest is short and the same for the same values.
func digest(values ...string) string {
	h := sha256.New()
	for _, v := range values {
		h.Write([]byte(strconv.Itoa(len(v)) + ":" + v))
	}
	return hex.EncodeToString(h.Sum(nil)[:8])
}

// overlay is the entry as it is with what the row knows of it: a file of items knows
// no legal basis and no other language, and must not wipe them out.
func overlay(old, e Entry) Entry {
	out := old.clone()
	if out.Name == nil {
		out.Name = law.Words{}
	}
	out.Name[text.ZH] = e.Name[text.ZH]
	out.Agency, out.Area, out.Type, out.Raw = e.Agency, e.Area, e.Type, e.Raw
	if e.Level != "" {
		out.Level = e.Level
	}
	out.Flags = e.Flags
	if out.Details == nil {
		out.Details = map[string]string{}
	}
	for k, v := range e.Details {
		out.Details[k] = v
	}
	return out.clone()
}
