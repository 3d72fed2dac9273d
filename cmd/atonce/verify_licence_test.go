package main

import "testing"

// Offline, with nothing but files: genuine and in time, suspended, by the wrong keys.
func TestVerifyLicence(t *testing.T) {
	const dir = "../../internal/credential/testdata/licence-1-"
	for _, suite := range []string{"ed25519", "es256", "sm2"} {
		other := map[string]string{"ed25519": "es256", "es256": "sm2", "sm2": "ed25519"}[suite]
		for what, c := range map[string]struct {
			code int
			args []string
		}{
			"good":               {0, []string{"--keys", dir + suite + ".keys", "--as-of", "2027-01-01"}},
			"before its time":    {1, []string{"--keys", dir + suite + ".keys", "--as-of", "2026-01-01"}},
			"other keys":         {1, []string{"--keys", dir + other + ".keys", "--as-of", "2027-01-01"}},
			"suspended":          {1, []string{"--keys", dir + suite + ".keys", "--as-of", "2026-10-12", "--status", dir + suite + ".statuslist"}},
			"suspended long ago": {1, []string{"--keys", dir + suite + ".keys", "--as-of", "2027-01-01", "--status", dir + suite + ".statuslist"}},
			"a list of others":   {1, []string{"--keys", dir + suite + ".keys", "--as-of", "2027-01-01", "--status", dir + other + ".statuslist"}},
		} {
			if code := run(append([]string{"verify", "licence", dir + suite + ".sd-jwt"}, c.args...)); code != c.code {
				t.Errorf("%s, %s: exit code %d, want %d", suite, what, code, c.code)
			}
		}
	}
}
