package story

import (
	"os"
	"strings"
	"testing"

	"atonce/internal/pack"
)

// The stories of every pack in the repository pass. Run with
//
//	go test -coverpkg=atonce/internal/casework ./internal/pack/story
//
// to see how much of the kernel they reach.
func TestRepositoryStories(t *testing.T) {
	set, problems := pack.Load(os.DirFS("../../../packs"))
	for _, p := range problems {
		t.Error(p)
	}
	if set == nil {
		return
	}
	results, problems := Prove(set)
	for _, p := range problems {
		t.Error(p)
	}
	acts, refusals := 0, 0
	verbs := map[string]bool{}
	for _, r := range results {
		acts, refusals = acts+r.Acts, refusals+r.Refusals
		if string(r.Updated) != written(set, r.File) {
			t.Errorf("%s would be written anew", r.File)
		}
		for _, l := range strings.Split(string(r.Updated), "\n") {
			if f := strings.Fields(l); len(f) > 3 && !strings.HasPrefix(l, ">") {
				verbs[f[3]] = true
			}
		}
	}
	t.Logf("%d stories, %d acts, %d refusals, %d kinds of act", len(results), acts, refusals, len(verbs))
}

func written(set *pack.Set, file string) string {
	for _, s := range set.Services() {
		for _, st := range s.Stories() {
			if st.File == file {
				return string(st.Data)
			}
		}
	}
	return ""
}
