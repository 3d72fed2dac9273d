package main

import (
	"bufio"
	"bytes"
	"encoding/json"
	"io"
	"strconv"
	"strings"
	"time"
	"unsafe"

	"atonce/internal/dmn"
	"atonce/internal/fail"
	"atonce/internal/feel"
	"atonce/internal/text"
)

// header reads the first line, finds the input of each column and writes the
// header of the result.
func (b *batch) header(r *bufio.Reader, out io.Writer) error {
	line, err := r.ReadBytes('\n')
	if err != nil && err != io.EOF {
		return fail.Wrap(err, "read the CSV")
	}
	line = bytes.TrimPrefix(bytes.TrimRight(line, "\r\n"), []byte("\xef\xbb\xbf"))
	if len(line) == 0 {
		return fail.New(fail.Invalid, "dmn.cli.batch-empty")
	}
	fields, _ := splitRow(line, nil)
	have := map[*dmn.Element]bool{}
	for _, f := range fields {
		x, ok := b.model.Find(string(f))
		// A decision may be a column only where a service takes it as given.
		given := ok && (x.Kind == dmn.KindInput || x.Kind == dmn.KindDecision && b.decision.Kind == dmn.KindService)
		if !given {
			x = nil
		}
		b.columns = append(b.columns, x)
		have[x] = true
	}
	for _, in := range b.decision.Inputs() {
		if !have[in] {
			return fail.New(fail.Invalid, "dmn.cli.batch-header", "name", in.Name)
		}
	}
	head := append([]byte(nil), line...)
	head = appendField(append(head, ','), b.decision.Name)
	head = appendField(append(head, ','), text.S(b.lang, "dmn.cli.batch-reason"))
	_, err = out.Write(append(head, '\n'))
	return fail.Wrap(err, "write the CSV")
}

// worker holds what one goroutine reuses from chunk to chunk.
type worker struct {
	b      *batch
	e      *dmn.Evaluator
	fields [][]byte
	rows   [][]byte
	values []feel.Value // by row and column
	wrong  []string     // by row: why the row cannot be evaluated
	answer []feel.Value
	limit  []error
	kinds  []feel.TypeKind
}

func (b *batch) worker() *worker {
	w := &worker{b: b, e: b.model.NewEvaluator(feel.Limits{})}
	w.e.SetNow(b.now)
	for _, c := range b.columns {
		k := feel.TypeKindAny
		if c != nil && c.Type != nil {
			k = c.Type.Kind
		}
		w.kinds = append(w.kinds, k)
	}
	return w
}

// do reads, evaluates and writes one chunk, each for all rows, so that the time
// of evaluation alone is known. The values point into the chunk, which lives
// until its rows are written.
func (w *worker) do(c *chunk) error {
	w.parse(c.in)
	start := time.Now()
	width := len(w.b.columns)
	w.answer, w.limit = w.answer[:0], w.limit[:0]
	for i := range w.rows {
		if w.wrong[i] != "" {
			w.answer, w.limit = append(w.answer, feel.Null), append(w.limit, nil)
			continue
		}
		for j, x := range w.b.columns {
			if x != nil {
				w.e.Set(x, w.values[i*width+j])
			}
		}
		w.answer = append(w.answer, w.e.Evaluate(w.b.decision))
		w.limit = append(w.limit, w.e.Err())
	}
	w.b.pure.Add(int64(time.Since(start)))
	w.b.rows.Add(int64(len(w.rows)))
	c.out = w.format(c.out[:0])
	return nil
}

func (w *worker) parse(data []byte) {
	w.rows, w.values, w.wrong = w.rows[:0], w.values[:0], w.wrong[:0]
	width := len(w.b.columns)
	for len(data) > 0 {
		row, rest := nextRow(data)
		data = rest
		if len(row) == 0 {
			continue
		}
		fields, ok := splitRow(row, w.fields[:0])
		w.fields = fields
		wrong := ""
		if !ok || len(fields) != width {
			wrong = text.S(w.b.lang, "dmn.cli.batch-width", "have", strconv.Itoa(len(fields)), "want", strconv.Itoa(width))
		}
		for j := 0; j < width; j++ {
			v := feel.Null
			if wrong == "" && w.b.columns[j] != nil {
				var good bool
				if v, good = w.value(fields[j], j); !good {
					wrong = text.S(w.b.lang, "dmn.cli.batch-cell", "name", w.b.columns[j].Name, "value", string(fields[j]), "type", w.b.columns[j].Type.String())
				}
			}
			w.values = append(w.values, v)
		}
		w.rows = append(w.rows, row)
		w.wrong = append(w.wrong, wrong)
	}
}

// value reads a field as the type of its column; an empty field is null.
func (w *worker) value(f []byte, column int) (feel.Value, bool) {
	if len(f) == 0 {
		return feel.Null, true
	}
	switch w.kinds[column] {
	case feel.TypeKindNumber:
		if len(f) < 16 {
			if n, ok := whole(f); ok {
				return feel.Int(n), true
			}
		}
		return feel.ParseNumber(borrowed(f))
	case feel.TypeKindString, feel.TypeKindAny:
		return feel.String(borrowed(f)), true
	case feel.TypeKindBool:
		switch {
		case bytes.EqualFold(f, []byte("true")):
			return feel.True, true
		case bytes.EqualFold(f, []byte("false")):
			return feel.False, true
		}
		return feel.Null, false
	case feel.TypeKindList, feel.TypeKindContext, feel.TypeKindRange, feel.TypeKindFunction:
		d := json.NewDecoder(bytes.NewReader(f))
		d.UseNumber()
		var x any
		if d.Decode(&x) != nil {
			return feel.Null, false
		}
		v, err := feel.FromJSON(x, w.b.columns[column].Type)
		return v, err == nil
	}
	v := feel.ParseTemporal(string(f))
	return v, !v.IsNull()
}

// borrowed is f as a string without a copy. It is good only while the chunk is,
// which is as long as any value of its rows is looked at.
func borrowed(f []byte) string { return unsafe.String(unsafe.SliceData(f), len(f)) }

func whole(f []byte) (int64, bool) {
	i, negative := 0, f[0] == '-'
	if negative {
		i = 1
	}
	var n int64
	if i == len(f) {
		return 0, false
	}
	for ; i < len(f); i++ {
		if f[i] < '0' || f[i] > '9' {
			return 0, false
		}
		n = n*10 + int64(f[i]-'0')
	}
	if negative {
		n = -n
	}
	return n, true
}

func (w *worker) format(out []byte) []byte {
	for i, row := range w.rows {
		out = append(append(out, row...), ',')
		v := w.answer[i]
		reason := w.wrong[i]
		if v.IsNull() {
			w.b.nulls.Add(1)
			if r := v.Reason(); r != nil && reason == "" {
				reason = text.T(w.b.lang, r.Key, fail.Pairs(r.Args...))
			}
			if w.limit[i] != nil {
				reason = text.Error(w.b.lang, w.limit[i])
			}
		} else {
			out = appendValue(out, v)
		}
		out = append(appendField(append(out, ','), reason), '\n')
	}
	return out
}

func appendValue(out []byte, v feel.Value) []byte {
	switch v.Kind() {
	case feel.KindString:
		return appendField(out, v.Text())
	case feel.KindNumber:
		if n, ok := v.Int64(); ok {
			return strconv.AppendInt(out, n, 10)
		}
		return append(out, v.String()...)
	case feel.KindList, feel.KindContext:
		j, err := json.Marshal(v.JSON())
		if err != nil {
			return out
		}
		return appendField(out, string(j))
	case feel.KindBool:
		return strconv.AppendBool(out, v.IsTrue())
	}
	return appendField(out, strings.TrimSuffix(strings.TrimPrefix(v.String(), `@"`), `"`))
}

// appendField quotes a field where CSV needs it (RFC 4180).
func appendField(out []byte, s string) []byte {
	if !strings.ContainsAny(s, ",\"\r\n") {
		return append(out, s...)
	}
	out = append(out, '"')
	for i := 0; i < len(s); i++ {
		if s[i] == '"' {
			out = append(out, '"')
		}
		out = append(out, s[i])
	}
	return append(out, '"')
}

// nextRow cuts the first row off; its line end is dropped.
func nextRow(data []byte) (row, rest []byte) {
	end := bytes.IndexByte(data, '\n')
	if end < 0 {
		return bytes.TrimSuffix(data, []byte("\r")), nil
	}
	if bytes.IndexByte(data[:end], '"') >= 0 {
		quoted := false
		for end = 0; end < len(data) && (data[end] != '\n' || quoted); end++ {
			if data[end] == '"' {
				quoted = !quoted
			}
		}
		if end == len(data) {
			return data, nil
		}
	}
	return bytes.TrimSuffix(data[:end], []byte("\r")), data[end+1:]
}

// splitRow cuts a row into fields; quoted ones are unquoted. ok is false if a
// quote is not closed.
func splitRow(row []byte, fields [][]byte) (_ [][]byte, ok bool) {
	for {
		if len(row) > 0 && row[0] == '"' {
			var f []byte
			i := 1
			for ; i < len(row); i++ {
				if row[i] == '"' {
					if i+1 < len(row) && row[i+1] == '"' {
						i++
					} else {
						break
					}
				}
				f = append(f, row[i])
			}
			if i >= len(row) {
				return fields, false
			}
			fields = append(fields, f)
			row = row[i+1:]
			if len(row) == 0 {
				return fields, true
			}
			if row[0] != ',' {
				return fields, false
			}
			row = row[1:]
			continue
		}
		i := bytes.IndexByte(row, ',')
		if i < 0 {
			return append(fields, row), true
		}
		fields = append(fields, row[:i])
		row = row[i+1:]
	}
}
