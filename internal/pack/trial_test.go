package pack

import (
	"testing"

	"atonce/internal/casework"
)

func BenchmarkTrial(b *testing.B) {
	set, ps := Load(sound(b))
	if set == nil {
		b.Fatal(ps)
	}
	s, _ := set.Service("reading-grant")
	f := casework.Facts{Answers: map[string]string{"born": "2012-05-01", "resident": "yes"}, Flags: map[string]bool{"student": true}, At: noon}
	said, _ := s.Ask("grant", f)
	told := s.Told(f, said.Model)
	t, _ := s.Trial("grant")
	b.ReportAllocs()
	for b.Loop() {
		if !t.Ask(noon.UnixMicro(), told).Answered {
			b.Fatal("no answer")
		}
	}
}
