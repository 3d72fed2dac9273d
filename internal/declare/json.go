package declare

import (
	"bytes"
	"encoding/json"
	"errors"
	"strconv"
	"unicode/utf16"
)

// fromJSON makes the bytes of a .json file such that the YAML reader reads the
// same values out of them: YAML 1.1 knows neither the escape \/ nor surrogate
// pairs, and takes U+0085, U+2028 and U+2029 for line breaks. Lines stay where
// they are. What is no JSON is a problem, even if it were YAML: other tools
// will read the file too.
func (r *reader) fromJSON(data []byte) ([]byte, bool) {
	var any any
	if err := json.Unmarshal(data, &any); err != nil {
		line := 1
		var at *json.SyntaxError
		if errors.As(err, &at) {
			line += bytes.Count(data[:min(int(at.Offset), len(data))], []byte("\n"))
		}
		r.problems = append(r.problems, Pos{r.file, line, 1}.Problem("declare.not_json", "what", err.Error()))
		return nil, false
	}
	var out bytes.Buffer
	inString := false
	for i := 0; i < len(data); i++ {
		switch c := data[i]; {
		case c == '"':
			inString = !inString
			out.WriteByte(c)
		case inString && c == '\\' && data[i+1] == '/':
			out.WriteByte('/')
			i++
		case inString && c == '\\' && data[i+1] == 'u':
			if pair := utf16.DecodeRune(hexRune(data, i+2), hexRune(data, i+8)); pair != '\uFFFD' && data[i+6] == '\\' && data[i+7] == 'u' {
				out.WriteString(string(pair))
				i += 11
				continue
			}
			out.WriteString(`\u`)
			i++
		case inString && c == '\\':
			out.Write(data[i : i+2])
			i++
		case inString && bytes.HasPrefix(data[i:], []byte("\u0085")):
			out.WriteString(`\u0085`)
			i++
		case inString && bytes.HasPrefix(data[i:], []byte("\u2028")):
			out.WriteString(`\u2028`)
			i += 2
		case inString && bytes.HasPrefix(data[i:], []byte("\u2029")):
			out.WriteString(`\u2029`)
			i += 2
		default:
			out.WriteByte(c)
		}
	}
	return out.Bytes(), true
}

// hexRune is the four hexadecimal digits at i, or -1.
func hexRune(data []byte, i int) rune {
	if i+4 > len(data) {
		return -1
	}
	n, err := strconv.ParseUint(string(data[i:i+4]), 16, 32)
	if err != nil {
		return -1
	}
	return rune(n)
}
