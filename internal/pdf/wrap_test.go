package pdf

import (
	"slices"
	"strings"
	"testing"
	"unicode/utf8"

	"pgregory.net/rapid"
)

func TestWrap(t *testing.T) {
	for _, c := range []struct {
		s     string
		width float64 // in characters of size 10
		want  []string
	}{
		{"青瓷县人民路", 4, []string{"青瓷县人", "民路"}},
		{"青瓷县人。民路", 4, []string{"青瓷县", "人。民路"}},
		{"青瓷县（东门）", 4, []string{"青瓷县", "（东门）"}},
		{"ab cd 中文", 3, []string{"ab cd", "中文"}},
		{"第一行\r\n第二行", 9, []string{"第一行", "第二行"}},
		{"", 9, []string{""}},
		{"中文", 0, []string{"中", "文"}},
		{"a  b", 9, []string{"a  b"}},
	} {
		if got := Wrap(c.s, 10, c.width*10); !slices.Equal(got, c.want) {
			t.Errorf("Wrap(%q, %v) = %q, want %q", c.s, c.width, got, c.want)
		}
	}
	for _, line := range Wrap("https://example.org/verify/abcdefghjkmnpqrstuvw", 10, 60) {
		if Width(10, line) > 60 || line == "" {
			t.Errorf("a long word makes the line %q", line)
		}
	}
}

// TestWrapLosesNothing: no character but spaces at line ends goes, no line is too wide.
func TestWrapLosesNothing(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		s := rapid.StringOf(rapid.SampledFrom([]rune("中文县，。（）「」ab1. -/ \u3000𬀩\n"))).Draw(t, "s")
		width := rapid.Float64Range(0, 120).Draw(t, "width")
		lines := Wrap(s, 10, width)
		bare := strings.NewReplacer(" ", "", "\u3000", "", "\n", "").Replace
		if got := bare(strings.Join(lines, "")); got != bare(s) {
			t.Fatalf("%q became %q", s, lines)
		}
		for _, line := range lines {
			if Width(10, line) > width && utf8.RuneCountInString(strings.TrimLeft(line, " \u3000")) > 1 {
				t.Fatalf("%q is wider than %v", line, width)
			}
		}
	})
}
