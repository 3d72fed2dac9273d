package cryptoki

import (
	"testing"
	"unsafe"

	"atonce/internal/fail"
	"atonce/internal/hsm"

	"github.com/ebitengine/purego"
)

// slots is a library of tokens by slot, of which some do not say what they are.
func slots(t *testing.T, labels ...string) *library {
	t.Helper()
	l := &library{list: &functionList{}}
	l.list.function[fGetSlotList] = purego.NewCallback(func(_ uintptr, list unsafe.Pointer, n *ulong) uintptr {
		*n = ulong(len(labels))
		if list != nil {
			out := unsafe.Slice((*ulong)(list), len(labels))
			for i := range out {
				out[i] = ulong(i)
			}
		}
		return rvOK
	})
	l.list.function[fGetTokenInfo] = purego.NewCallback(func(slot uintptr, info *tokenInfo) uintptr {
		if labels[slot] == "" {
			return rvDeviceError
		}
		for i := range info.label {
			info.label[i] = ' '
		}
		copy(info.label[:], labels[slot])
		return rvOK
	})
	return l
}

// A slot that is broken hides no token in another, and is named where the token was found in none.
func TestABrokenSlotHidesNoToken(t *testing.T) {
	for _, c := range []struct {
		labels []string
		slot   ulong
		key    string
	}{
		{[]string{"signing"}, 0, ""},
		{[]string{"", "signing"}, 1, ""},
		{[]string{"other", "", "signing", ""}, 2, ""},
		{[]string{"other", ""}, 0, "hsm.call"},
		{[]string{"other"}, 0, "hsm.no-token"},
		{nil, 0, "hsm.no-token"},
		{[]string{"signing", "", "signing"}, 0, "hsm.more-tokens"},
	} {
		slot, _, err := slots(t, c.labels...).token(hsm.URI{Token: "signing"})
		key := ""
		if err != nil {
			key = fail.As(err).Key
		}
		if key != c.key || slot != c.slot {
			t.Errorf("%q: slot %d, %v", c.labels, slot, err)
		}
	}
}
