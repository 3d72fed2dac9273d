package feel

import (
	"strings"
	"testing"
)

// What is worked out at compile time may not grow past the limits of whoever
// evaluates: the fuzzer found that a replacement of constants did.
func TestConstantsKeepTheCallersLimits(t *testing.T) {
	long := strings.Repeat("a", 3000)
	for _, src := range []string{`replace("00", "", "` + long + `")`, `"` + long + `" + "` + long + `"`, `string join(["` + long + `", "` + long + `"])`,
		`concatenate([1,2,3], for i in 1..600 return i)`} {
		p, err := Compile(src, NewScope())
		if err != nil {
			t.Fatal(err)
		}
		m := NewMachine(Limits{List: 500, String: 5000})
		if v := p.Eval(m, nil); m.Err() == nil || !v.IsNull() {
			t.Errorf("%.40s…: %d bytes, no limit met", src, len(v.Text()))
		}
	}
	// Small constants are still one constant.
	p, err := Compile(`upper case("abc")`, NewScope())
	if err != nil {
		t.Fatal(err)
	}
	if got := p.Eval(NewMachine(Limits{}), nil).Text(); got != "ABC" {
		t.Errorf("got %q", got)
	}
}
