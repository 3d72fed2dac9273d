package notify

import (
	"strings"
	"testing"
	"time"
)

// The waits between tries grow, and are a day together.
func TestWaits(t *testing.T) {
	var all, last time.Duration
	tries := 0
	for {
		d, more := wait(tries + 1)
		if !more {
			break
		}
		if d < last {
			t.Errorf("the wait after try %d shrinks to %v", tries+1, d)
		}
		all, last, tries = all+d, d, tries+1
	}
	if all < 24*time.Hour || all > 25*time.Hour {
		t.Errorf("%d waits are %v together", tries, all)
	}
}

func TestTopics(t *testing.T) {
	for verb, want := range map[string]Topic{"ask-correction": ToDo, "decide": Outcome, "refuse-intake": Outcome, "extend": Course, "licence-suspend": Licences,
		"late": AndAnswer, "reply-delay": AndAnswer, "unheard-of": Course} {
		if got := TopicOf(verb); got != want {
			t.Errorf("%s is %s, want %s", verb, got, want)
		}
	}
}

func TestParseAddress(t *testing.T) {
	for _, c := range []struct {
		channel     Channel
		typed, want string
	}{
		{Mail, " anna@home.example ", "anna@home.example"},
		{Mail, "Anna <anna@home.example>", ""},
		{Mail, "anna", ""},
		{Mail, "anna@home.example\r\nBcc: all@world.example", ""},
		{Mail, strings.Repeat("a", 250) + "@b.example", ""},
		{Text, "138 0000-0000", "13800000000"},
		{Text, "+48 600 000 000", "+48600000000"},
		{Text, "12345", ""},
		{Text, "one", ""},
		{"pigeon", "anna", ""},
	} {
		got, err := ParseAddress(c.channel, c.typed)
		if got != c.want || (err == nil) != (c.want != "") {
			t.Errorf("%s %q: %q, %v", c.channel, c.typed, got, err)
		}
	}
}

// What is taken holds nothing that could begin a line of its own, and is taken again as it is.
func FuzzParseAddress(f *testing.F) {
	f.Add(true, "anna@home.example")
	f.Add(false, "+48 600-000-000")
	f.Fuzz(func(t *testing.T, mail bool, s string) {
		c := Text
		if mail {
			c = Mail
		}
		got, err := ParseAddress(c, s)
		if err != nil {
			return
		}
		if again, err := ParseAddress(c, got); err != nil || again != got || strings.ContainsAny(got, " \r\n\t<>\"") {
			t.Errorf("%q became %q, then %q, %v", s, got, again, err)
		}
	})
}
