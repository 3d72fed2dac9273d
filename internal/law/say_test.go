package law_test

import (
	"testing"

	"atonce/internal/law"
	"atonce/internal/text"
)

// A law counts articles, paragraphs and items; the points between the numbers are ours.
func TestSayArticle(t *testing.T) {
	for _, x := range []struct{ article, zh, en string }{
		{"42", "第42条", "art. 42"},
		{"42.1", "第42条第1款", "art. 42.1"},
		{"32.1.4", "第32条第1款第4项", "art. 32.1.4"},
	} {
		if got := law.SayArticle(text.ZH, x.article); got != x.zh {
			t.Errorf("%q: %s", x.article, got)
		}
		if got := law.SayArticle(text.EN, x.article); got != x.en {
			t.Errorf("%q: %s", x.article, got)
		}
	}
}
