package cryptoki

import (
	"bytes"
	"crypto/sha256"
	"encoding/asn1"
	"runtime"
	"strings"
	"unsafe"

	"atonce/internal/fail"
	"atonce/internal/hsm"
	"atonce/internal/sign"
)

// Classes, kinds, mechanisms and attributes that are used here (header pkcs11t.h of the standard).
const (
	classPublic  = 2
	classPrivate = 3

	kindEC      = 0x03
	kindEdwards = 0x40

	mechanismECDSA       = 0x1041
	mechanismEdDSA       = 0x1057
	mechanismECPair      = 0x1040
	mechanismEdwardsPair = 0x1055

	attributeClass     = 0x000
	attributeToken     = 0x001
	attributePrivate   = 0x002
	attributeLabel     = 0x003
	attributeKind      = 0x100
	attributeID        = 0x102
	attributeSensitive = 0x103
	attributeSign      = 0x108
	attributeVerify    = 0x10A
	attributeExport    = 0x162 // CKA_EXTRACTABLE
	attributeParams    = 0x180 // CKA_EC_PARAMS
	attributePoint     = 0x181 // CKA_EC_POINT

	sessionSerial = 4
	sessionWrite  = 2
	userOrdinary  = 1
)

// kinds are the suites that modules sign with here. The curves are those of RFC 5480 and RFC 8410.
var kinds = map[sign.Suite]struct {
	kind, mechanism, pair ulong
	curve                 asn1.ObjectIdentifier
}{
	sign.ES256:   {kindEC, mechanismECDSA, mechanismECPair, asn1.ObjectIdentifier{1, 2, 840, 10045, 3, 1, 7}},
	sign.Ed25519: {kindEdwards, mechanismEdDSA, mechanismEdwardsPair, asn1.ObjectIdentifier{1, 3, 101, 112}},
}

// edwardsByName is how version 3.0 of the standard lets a module name the curve of Ed25519 instead (section 2.3.5).
var edwardsByName = []byte("\x13\x0cedwards25519")

// session is an open session with the key that was found in it.
type session struct {
	lib    *library
	handle ulong
	key    ulong
	suite  sign.Suite
	point  []byte
}

// open finds the token, opens a session, signs in, and finds the key or makes it.
func open(lib *library, f hsm.Find) (*session, error) {
	slot, info, err := lib.token(f.Key)
	if err != nil {
		return nil, err
	}
	s := &session{lib: lib}
	var pin runtime.Pinner
	defer pin.Unpin()
	flags := uintptr(sessionSerial)
	if f.Make != "" {
		flags |= sessionWrite
	}
	if err := lib.call(fOpenSession, slot, flags, 0, 0, at(&pin, &s.handle)); err != nil {
		return nil, err
	}
	if info.flags&flagLoginRequired != 0 {
		if err := s.login(f.PIN, info.flags&flagPINPad != 0); err != nil {
			return nil, err
		}
	}
	if f.Make != "" {
		if err := s.make(f.Key, f.Make); err != nil {
			return nil, err
		}
	}
	if err := s.find(f.Key); err != nil {
		return nil, err
	}
	return s, nil
}

// token is the slot of the one token that the URI names.
func (l *library) token(u hsm.URI) (slot ulong, info tokenInfo, err error) {
	var pin runtime.Pinner
	defer pin.Unpin()
	var n ulong
	if err := l.call(fGetSlotList, 1, 0, at(&pin, &n)); err != nil {
		return 0, info, err
	}
	slots := make([]ulong, n+1)
	if err := l.call(fGetSlotList, 1, at(&pin, &slots[0]), at(&pin, &n)); err != nil {
		return 0, info, err
	}
	found := 0
	var silent error // of a slot that does not say what is in it: the token asked for may be in another
	for _, s := range slots[:n] {
		var t tokenInfo
		if err := l.call(fGetTokenInfo, s, at(&pin, &t)); err != nil {
			if silent == nil {
				silent = err
			}
			continue
		}
		if named(u.Token, t.label[:]) && named(u.Manufacturer, t.manufacturer[:]) && named(u.Model, t.model[:]) &&
			named(u.Serial, t.serial[:]) && (u.Slot == nil || uint64(s) == *u.Slot) {
			slot, info, found = s, t, found+1
		}
	}
	switch {
	case found == 1:
		return slot, info, nil
	case found == 0 && silent != nil:
		return 0, info, silent
	case found == 0:
		return 0, info, fail.New(fail.Invalid, "hsm.no-token", "uri", u.String())
	}
	return 0, info, fail.New(fail.Invalid, "hsm.more-tokens", "uri", u.String())
}

// named says whether a field of fixed length, filled up with spaces, is what was asked for.
func named(want string, field []byte) bool {
	return want == "" || want == strings.TrimRight(string(field), " \x00")
}

func (s *session) login(secret []byte, pad bool) error {
	var pin runtime.Pinner
	defer pin.Unpin()
	var err error
	switch {
	case len(secret) > 0:
		err = s.lib.call(fLogin, s.handle, userOrdinary, at(&pin, &secret[0]), uintptr(len(secret)))
	case pad:
		err = s.lib.call(fLogin, s.handle, userOrdinary, 0, 0)
	default:
		err = fail.New(fail.Invalid, "hsm.pin-missing")
	}
	return err
}

// find finds the private key and its public half.
func (s *session) find(u hsm.URI) error {
	private, err := s.objects(classPrivate, u.Object, u.ID)
	switch {
	case err != nil:
		return err
	case len(private) == 0:
		return fail.New(fail.Invalid, "hsm.no-key", "uri", u.String())
	case len(private) > 1:
		return fail.New(fail.Invalid, "hsm.more-keys", "uri", u.String())
	}
	s.key = private[0]
	id, _ := s.attribute(s.key, attributeID) // a module without it has the label
	public, err := s.objects(classPublic, u.Object, id)
	if err != nil {
		return err
	}
	// Some modules keep the point with the private key, and no public one.
	for _, object := range append(public, s.key) {
		params, err1 := s.attribute(object, attributeParams)
		point, err2 := s.attribute(object, attributePoint)
		if err1 != nil || err2 != nil {
			continue
		}
		if s.suite, s.point = keyOf(params, point); s.suite == "" {
			return fail.New(fail.Invalid, "hsm.kind")
		}
		return nil
	}
	return fail.New(fail.Invalid, "hsm.no-public", "uri", u.String())
}

// keyOf is the suite of a curve, and the point as sign.NewPublic takes it. The standard has the point in an
// OCTET STRING; some modules give it bare.
func keyOf(params, point []byte) (sign.Suite, []byte) {
	suite := sign.Suite("")
	for name, k := range kinds {
		if der, err := asn1.Marshal(k.curve); err == nil && bytes.Equal(der, params) {
			suite = name
		}
	}
	if bytes.Equal(params, edwardsByName) {
		suite = sign.Ed25519
	}
	var inner []byte
	if rest, err := asn1.Unmarshal(point, &inner); err == nil && len(rest) == 0 {
		point = inner
	}
	switch {
	case suite == sign.ES256 && len(point) == 65 && point[0] == 4:
		return suite, point[1:]
	case suite == sign.Ed25519 && len(point) == 32:
		return suite, point
	}
	return "", nil
}

// mostObjects is how many objects of one name are looked at: two are one too many.
const mostObjects = 2

func (s *session) objects(class ulong, label string, id []byte) ([]ulong, error) {
	var t template
	defer t.Unpin()
	t.number(attributeClass, class)
	if label != "" {
		t.bytes(attributeLabel, []byte(label))
	}
	if len(id) > 0 {
		t.bytes(attributeID, id)
	}
	if err := s.lib.call(fFindObjectsInit, s.handle, t.pointer(), t.count()); err != nil {
		return nil, err
	}
	var n ulong
	found := make([]ulong, mostObjects)
	err := s.lib.call(fFindObjects, s.handle, at(&t.Pinner, &found[0]), mostObjects, at(&t.Pinner, &n))
	if end := s.lib.call(fFindObjectsFinal, s.handle); err == nil {
		err = end
	}
	return found[:min(n, mostObjects)], err
}

// mostValue is how many bytes an attribute may have that is read here.
const mostValue = 1024

func (s *session) attribute(object, kind ulong) ([]byte, error) {
	var t template
	defer t.Unpin()
	value := make([]byte, mostValue)
	t.bytes(kind, value)
	if err := s.lib.call(fGetAttributeValue, s.handle, object, t.pointer(), 1); err != nil {
		return nil, err
	}
	if n := t.list[0].size; n > 0 && n <= mostValue {
		return value[:n], nil
	}
	return nil, fail.New(fail.Invalid, "hsm.kind")
}

// mechanism is CK_MECHANISM without a parameter.
type mechanism struct {
	kind ulong
	_    unsafe.Pointer
	_    ulong
}

// sign signs a message: of ES256 the module gets the digest, of Ed25519 the message itself.
func (s *session) sign(message []byte) ([]byte, error) {
	if s.suite == sign.ES256 {
		sum := sha256.Sum256(message)
		message = sum[:]
	}
	if len(message) == 0 {
		return nil, fail.New(fail.Invalid, "hsm.empty")
	}
	var pin runtime.Pinner
	defer pin.Unpin()
	if err := s.lib.call(fSignInit, s.handle, at(&pin, &mechanism{kind: kinds[s.suite].mechanism}), s.key); err != nil {
		return nil, err
	}
	signature := make([]byte, 256)
	n := ulong(len(signature))
	if err := s.lib.call(fSign, s.handle, at(&pin, &message[0]), uintptr(len(message)), at(&pin, &signature[0]), at(&pin, &n)); err != nil {
		return nil, err
	}
	return signature[:min(n, ulong(len(signature)))], nil
}

// make makes a key that never leaves the token, unless one of its name is there.
func (s *session) make(u hsm.URI, suite sign.Suite) error {
	k, ok := kinds[suite]
	if !ok {
		return fail.New(fail.Invalid, "hsm.suite")
	}
	there, err := s.objects(classPrivate, u.Object, u.ID)
	if err != nil {
		return err
	}
	if len(there) > 0 {
		return fail.New(fail.Conflict, "hsm.key-there", "uri", u.String())
	}
	params, err := asn1.Marshal(k.curve)
	if err != nil {
		return fail.Wrap(err, "hsm: curve")
	}
	id := u.ID
	if id == nil {
		id = []byte(u.Object)
	}
	var public, private template
	defer public.Unpin()
	defer private.Unpin()
	for t, class := range map[*template]ulong{&public: classPublic, &private: classPrivate} {
		t.number(attributeClass, class)
		t.number(attributeKind, k.kind)
		t.flag(attributeToken, true)
		t.flag(attributePrivate, class == classPrivate)
		if u.Object != "" {
			t.bytes(attributeLabel, []byte(u.Object))
		}
		t.bytes(attributeID, id)
	}
	public.bytes(attributeParams, params)
	public.flag(attributeVerify, true)
	private.flag(attributeSign, true)
	private.flag(attributeSensitive, true)
	private.flag(attributeExport, false)
	var a, b ulong
	return s.lib.call(fGenerateKeyPair, s.handle, at(&public.Pinner, &mechanism{kind: k.pair}), public.pointer(), public.count(),
		private.pointer(), private.count(), at(&public.Pinner, &a), at(&private.Pinner, &b))
}
