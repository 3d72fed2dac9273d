package sign

import (
	"crypto/cipher"
	"encoding/hex"
	"strings"
	"testing"

	"github.com/emmansun/gmsm/sm3"
	"github.com/emmansun/gmsm/sm4"
)

func unhex(t testing.TB, s string) []byte {
	t.Helper()
	b, err := hex.DecodeString(strings.ReplaceAll(s, " ", ""))
	if err != nil {
		t.Fatal(err)
	}
	return b
}

// published are signatures that standards print.
var published = []struct {
	source                            string
	suite                             Suite
	secret, point, message, signature string
	differs                           bool // the standard's nonce is another one: verify only
}{
	{"RFC 8032, 7.1, test 1", Ed25519, "9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60",
		"d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a", "",
		"e5564300c360ac729086e2cc806e828a84877f1eb8e5d974d873e065224901555fb8821590a33bacc61e39701cf9b46bd25bf5f0595bbe24655141438e7a100b", false},
	{"RFC 8032, 7.1, test 2", Ed25519, "4ccd089b28ff96da9db6c346ec114e0f5b8a319f35aba624da8cf6ed4fb8a6fb",
		"3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c", "72",
		"92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da085ac1e43e15996e458f3613d0f11d8c387b2eaeb4302aeeb00d291612bb0c00", false},
	{"RFC 8032, 7.1, test 3", Ed25519, "c5aa8df43f9f837bedb7442f31dcb7b166d38535076f094b85ce3a2e0b4458f7",
		"fc51cd8e6218a1a38da47ed00230f0580816ed13ba3303ac5deb911548908025", "af82",
		"6291d657deec24024827e69c3abe01a30ce548a284743a445e3680d7db5ac3ac18ff9b538d16f290ae67f760984dc6594a7c15e9716ed28dc027beceea1ec40a", false},
	{"RFC 6979, A.2.5, SHA-256, sample", ES256, "C9AFA9D845BA75166B5C215767B1D6934E50C3DB36E89B127B8A622B120F6721",
		"60FED4BA255A9D31C961EB74C6356D68C049B8923B61FA6CE669622E60F29FB6 7903FE1008B8BC99A41AE9E95628BC64F2F1B20C2D7E9F5177A3C294D4462299",
		hex.EncodeToString([]byte("sample")),
		"EFD48B2AACB6A8FD1140DD9CD45E81D69D2C877B56AAF991C34D0EA84EAF3716 F7CB1C942D657C41D436C7A1B6E29F65F3E900DBB9AFF4064DC4AB2F843ACDA8", false},
	{"RFC 6979, A.2.5, SHA-256, test", ES256, "C9AFA9D845BA75166B5C215767B1D6934E50C3DB36E89B127B8A622B120F6721",
		"60FED4BA255A9D31C961EB74C6356D68C049B8923B61FA6CE669622E60F29FB6 7903FE1008B8BC99A41AE9E95628BC64F2F1B20C2D7E9F5177A3C294D4462299",
		hex.EncodeToString([]byte("test")),
		"F1ABB023518351CD71D881567B1EA663ED3EFCF6C5132B354F28D3B0B7D38367 019F4113742A2B14BD25926B49C649155F267E60D3814B4C0CC84250E46F0083", false},
	{"GB/T 32918.5-2017, A.2", SM2, "3945208F7B2144B13F36E38AC6D39F95889393692860B51A42FB81EF4DF7C5B8",
		"09F9DF311E5421A150DD7D161E4BC5C672179FAD1833FC076BB08FF356F35020 CCEA490CE26775A52DC6EA718CC1AA600AED05FBF35E084A6632F6072DA9AD13",
		hex.EncodeToString([]byte("message digest")),
		"F5A03B0648D2C4630EEAC513E1BB81A15944DA3827D5B74143AC7EACEEE720B3 B1B6AA29DF212FD8763182BC0D421CA1BB9038FD1F7F42D4840B69C485BBC1AA", true},
}

func TestPublishedSignatures(t *testing.T) {
	for _, v := range published {
		t.Run(v.source, func(t *testing.T) {
			k, err := NewPrivate(v.suite, unhex(t, v.secret))
			if err != nil {
				t.Fatal(err)
			}
			p, err := NewPublic(v.suite, unhex(t, v.point))
			if err != nil || !p.Equal(k.Public()) {
				t.Fatalf("another public key, %v", err)
			}
			message, want := unhex(t, v.message), unhex(t, v.signature)
			if !p.Verify(message, want) {
				t.Error("the published signature is refused")
			}
			got, err := k.Sign(message)
			if err != nil || !p.Verify(message, got) || (string(got) == string(want)) == v.differs {
				t.Errorf("signed %x, %v", got, err)
			}
			want[40] ^= 1
			if p.Verify(message, want) || p.Verify(append(message, 0), got) {
				t.Error("a changed signature or message is accepted")
			}
		})
	}
}

func TestPublishedDigestsAndCiphers(t *testing.T) {
	for message, want := range map[string]string{ // GB/T 32905-2016, annex A
		"abc":                        "66c7f0f462eeedd9d1f2d46bdc10e4e24167c4875cf2f7a2297da02b8f4ba8e0",
		strings.Repeat("abcd", 64/4): "debe9ff92275b8a138604889c18e5a4d6fdb70e5387e5765293dcba39c0c5732",
	} {
		if got := sm3.Sum([]byte(message)); hex.EncodeToString(got[:]) != want {
			t.Errorf("SM3 of %q is %x", message, got)
		}
	}
	key := unhex(t, "0123456789abcdeffedcba9876543210")
	block, err := sm4.NewCipher(key)
	if err != nil {
		t.Fatal(err)
	}
	text := key // GB/T 32907-2016, A.1: the key encrypted with itself, once and a million times
	once := make([]byte, 16)
	block.Encrypt(once, text)
	if hex.EncodeToString(once) != "681edf34d206965e86b3e94f536e4246" {
		t.Errorf("SM4 gives %x", once)
	}
	often := append([]byte(nil), text...)
	for range 1_000_000 {
		block.Encrypt(often, often)
	}
	if hex.EncodeToString(often) != "595298c7c6fd271f0402f804c33d3f66" {
		t.Errorf("SM4 a million times gives %x", often)
	}
	gcm, err := cipher.NewGCM(block)
	if err != nil {
		t.Fatal(err)
	}
	// RFC 8998, A.1
	plain := unhex(t, "AAAAAAAAAAAAAAAABBBBBBBBBBBBBBBBCCCCCCCCCCCCCCCCDDDDDDDDDDDDDDDDEEEEEEEEEEEEEEEEFFFFFFFFFFFFFFFFEEEEEEEEEEEEEEEEAAAAAAAAAAAAAAAA")
	got := gcm.Seal(nil, unhex(t, "00001234567800000000ABCD"), plain, unhex(t, "FEEDFACEDEADBEEFFEEDFACEDEADBEEFABADDAD2"))
	want := "17F399F08C67D5EE19D0DC9969C4BB7D5FD46FD3756489069157B282BB200735D82710CA5C22F0CCFA7CBF93D496AC15A56834CBCF98C397B4024A2691233B8D" + "83DE3541E4C2B58177E065A9BF7B62EC"
	if !strings.EqualFold(hex.EncodeToString(got), want) {
		t.Errorf("SM4-GCM gives %x", got)
	}
}

// The example key of RFC 8037 and its thumbprint by RFC 7638; the signed example of RFC
// 7515, A.3. The example of RFC 7638 itself is an RSA key, which is no suite here.
func TestPublishedKeys(t *testing.T) {
	p, err := ParseJWK([]byte(`{"kty":"OKP","crv":"Ed25519","x":"11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo"}`))
	if err != nil || p.ID() != "kPrK_qmxVWaYVA9wwBF6Iuo3vVzz7TxHCTwXBygrS4k" {
		t.Errorf("RFC 8037, A.3: %q, %v", p.ID(), err)
	}
	check := func(p Public, jws string) {
		t.Helper()
		i := strings.LastIndexByte(jws, '.')
		signature, err := DecodeBase64(jws[i+1:])
		if err != nil || !p.Verify([]byte(jws[:i]), signature) {
			t.Errorf("%s is refused, %v", jws, err)
		}
	}
	check(p, "eyJhbGciOiJFZERTQSJ9.RXhhbXBsZSBvZiBFZDI1NTE5IHNpZ25pbmc.hgyY0il_MGCjP0JzlnLWG1PPOt7-09PGcvMg3AIbQR6dWbhijcNR4ki4iylGjg5BhVsPt9g7sVvpAr_MuM0KAg")
	p, err = ParseJWK([]byte(`{"kty":"EC","crv":"P-256","x":"f83OJ3D2xF1Bg8vub9tLe1gHMzV76e8Tus9uPHvRVEU","y":"x_FEzRu9m36HLN_tue659LNpXW6pCyStikYjKIWI5a0"}`))
	if err != nil {
		t.Fatal(err)
	}
	check(p, "eyJhbGciOiJFUzI1NiJ9.eyJpc3MiOiJqb2UiLA0KICJleHAiOjEzMDA4MTkzODAsDQogImh0dHA6Ly9leGFtcGxlLmNvbS9pc19yb290Ijp0cnVlfQ.DtEhU3ljbEg8L38VWAfUAqOyKAM6-Xx-F4GawxaepmXFCgfTjDxw5djxLa8ISlSApmWQxfKTUJqPP3-Kg6NU1Q")
}
