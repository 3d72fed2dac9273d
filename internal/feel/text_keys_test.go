package feel

import (
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"atonce/internal/text"
)

// Every key that the room can answer with has its sentence in every language.
func TestEveryKeyHasItsSentence(t *testing.T) {
	key := regexp.MustCompile(`"(feel\.[a-z.-]+[a-z])"`)
	want := regexp.MustCompile(`wanted\("([a-z-]+)"\)`)
	files, _ := filepath.Glob("*.go")
	seen := 0
	for _, f := range files {
		if strings.HasSuffix(f, "_test.go") {
			continue
		}
		src, err := os.ReadFile(f)
		if err != nil {
			t.Fatal(err)
		}
		var keys []string
		for _, m := range key.FindAllStringSubmatch(string(src), -1) {
			keys = append(keys, m[1])
		}
		for _, m := range want.FindAllStringSubmatch(string(src), -1) {
			keys = append(keys, "feel.syntax."+m[1], "feel.syntax."+m[1]+"-end")
		}
		for _, k := range keys {
			seen++
			for _, l := range text.Langs {
				if !text.Has(l, k) {
					t.Errorf("%s: %s has no sentence for %s", f, l, k)
				}
			}
		}
	}
	if seen < 50 {
		t.Errorf("only %d keys found: the test looks in the wrong place", seen)
	}
}
