package law_test

import (
	"testing"

	"atonce/internal/law"
	"atonce/internal/text"
)

// A law counts articles, paragraphs and items; the points between the numbers are ours.
func TestSayArticle(t *testing.T) {
	for _, x := range []struct{ article, zh, en string }{
		{"", "《行政许可法》", "《行政许可法》"},
		{"42", "《行政许可法》第42条", "《行政许可法》, art. 42"},
		{"42.1", "《行政许可法》第42条第1款", "《行政许可法》, art. 42, para. 1"},
		{"32.1.4", "《行政许可法》第32条第1款第4项", "《行政许可法》, art. 32, para. 1, item 4"},
	} {
		if got := law.SayArticle(text.ZH, "行政许可法", x.article); got != x.zh {
			t.Errorf("%q: %s", x.article, got)
		}
		if got := law.SayArticle(text.EN, "《行政许可法》", x.article); got != x.en {
			t.Errorf("%q: %s", x.article, got)
		}
	}
}
