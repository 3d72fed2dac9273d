package passkey

import "testing"

// Whatever a browser answers is judged or refused, never a panic.
func FuzzAnswers(f *testing.F) {
	const site = "https://one.example.org"
	o := Owner{Handle: make([]byte, 32), Login: "lin", Name: "Lin"}
	_, made, err := Register(site, o)
	if err != nil {
		f.Fatal(err)
	}
	_, came, err := Enter(site)
	if err != nil {
		f.Fatal(err)
	}
	f.Add([]byte(`{}`))
	f.Add([]byte(`{"id":"AA","rawId":"AA","type":"public-key","response":{"clientDataJSON":"e30","attestationObject":"oA","authenticatorData":"AA","signature":"AA","userHandle":"AA"}}`))
	f.Fuzz(func(t *testing.T, answer []byte) {
		if _, err := Registered(site, o, made, answer); err == nil {
			t.Error("an answer that no authenticator signed made a passkey")
		}
		if _, _, err := Entered(site, came, answer, func([]byte) (Owner, error) { return o, nil }); err == nil {
			t.Error("an answer that no authenticator signed lets somebody in")
		}
	})
}
