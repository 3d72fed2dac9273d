package pack

import (
	"os"
	"testing"
)

// The packs of the repository are proved.
func TestRepositoryPacks(t *testing.T) {
	set, ps := Load(os.DirFS("../../packs"))
	for _, p := range ps {
		t.Error(p)
	}
	if set != nil {
		t.Logf("%d services, set digest %.12s", len(set.Services()), set.Digest())
	}
}
