package benefit

import (
	"strings"
	"testing"
	"time"
)

// What a bank sends back is read or refused, and never adds up to another sum.
func FuzzRead(f *testing.F) {
	order, err := File{}.Write(PaymentOrder{Run: 7, Number: 1, At: time.Unix(0, 0).UTC(), Total: 500, Lines: []PaymentLine{{"A", "123456789011", 200}, {"B", "123456789012", 300}}})
	if err != nil {
		f.Fatal(err)
	}
	good := strings.Replace(strings.Replace(string(order), ",200\n", ",200,paid,\n", 1), ",300\n", ",300,failed,no account\n", 1)
	got, err := File{}.Read([]byte(good))
	if err != nil || len(got) != 2 || !got[0].Paid || got[1].Paid || got[1].Words != "no account" || got[0].Run != 7 {
		f.Fatal(got, err)
	}
	f.Add([]byte(good))
	f.Add(order)
	f.Add([]byte("atonce-payment/1,1,1,x,0,0\n"))
	f.Fuzz(func(t *testing.T, b []byte) {
		rs, err := File{}.Read(b)
		if err != nil {
			return
		}
		seen := map[string]bool{}
		for _, r := range rs {
			if r.Amount <= 0 || seen[r.Subject] {
				t.Fatalf("%+v", rs)
			}
			seen[r.Subject] = true
		}
	})
}

func TestAccount(t *testing.T) {
	for s, want := range map[string]bool{"123456789011": true, "12345678901": false, "4111111111111111": true, "4111111111111112": false, "41111111x1111111": false,
		"12345678901234567890": false} {
		if Account(s) != want {
			t.Errorf("%s: %v", s, !want)
		}
	}
	if got := Masked("6222000000000012"); got != "**** 0012" {
		t.Error(got)
	}
}
