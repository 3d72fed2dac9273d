// Package cryptoki calls the libraries of security modules by PKCS#11 (Cryptoki, OASIS standard, versions
// 2.40 and 3.0), without cgo. Only atonce-hsm may import it: what it links makes a program depend
// on the C library of the machine, and runs foreign code within it.
package cryptoki

import (
	"fmt"
	"runtime"
	"unsafe"

	"atonce/internal/fail"

	"github.com/ebitengine/purego"
)

// ulong is CK_ULONG on every system but Windows, where this package is not built.
type ulong = uintptr

// The functions of a library by their place in CK_FUNCTION_LIST (section 6.2 of the standard).
const (
	fInitialize        = 0
	fGetSlotList       = 4
	fGetTokenInfo      = 6
	fOpenSession       = 12
	fLogin             = 18
	fGetAttributeValue = 24
	fFindObjectsInit   = 26
	fFindObjects       = 27
	fFindObjectsFinal  = 28
	fSignInit          = 42
	fSign              = 43
	fGenerateKeyPair   = 59
)

var names = map[int]string{fInitialize: "C_Initialize", fGetSlotList: "C_GetSlotList", fGetTokenInfo: "C_GetTokenInfo", fOpenSession: "C_OpenSession",
	fLogin: "C_Login", fGetAttributeValue: "C_GetAttributeValue", fFindObjectsInit: "C_FindObjectsInit", fFindObjects: "C_FindObjects",
	fFindObjectsFinal: "C_FindObjectsFinal", fSignInit: "C_SignInit", fSign: "C_Sign", fGenerateKeyPair: "C_GenerateKeyPair"}

// The answers of a library that are told apart here (CK_RV).
const (
	rvOK                    = 0x000
	rvDeviceError           = 0x030
	rvDeviceRemoved         = 0x032
	rvPINIncorrect          = 0x0A0
	rvPINInvalid            = 0x0A1
	rvPINLenRange           = 0x0A2
	rvPINExpired            = 0x0A3
	rvPINLocked             = 0x0A4
	rvSessionClosed         = 0x0B0
	rvSessionHandleInvalid  = 0x0B3
	rvTokenNotPresent       = 0x0E0
	rvMechanismInvalid      = 0x070
	rvCurveNotSupported     = 0x140
	rvUserNotLoggedIn       = 0x101
	rvUserPINNotInitialized = 0x102
	rvKeyHandleInvalid      = 0x060
	rvObjectHandleInvalid   = 0x082
)

// lost are the answers after which another session may do better.
var lost = map[ulong]bool{rvDeviceError: true, rvDeviceRemoved: true, rvSessionClosed: true, rvSessionHandleInvalid: true, rvTokenNotPresent: true,
	rvUserNotLoggedIn: true, rvKeyHandleInvalid: true, rvObjectHandleInvalid: true}

// refused is what a library answered to a call, as an error that knows whether the session is lost.
type refused struct {
	why  *fail.Error
	lost bool
}

// Error is the operator's line.
func (r refused) Error() string { return r.why.Error() }

// Unwrap gives the error in its words.
func (r refused) Unwrap() error { return r.why }

// library is a module's library, loaded and initialised.
type library struct {
	list *functionList
}

// functionList is CK_FUNCTION_LIST: a version, and pointers to 68 functions.
type functionList struct {
	_        [2]byte // major and minor
	function [68]uintptr
}

// load loads a library once for the life of the program.
func load(file string) (*library, error) {
	handle, err := purego.Dlopen(file, purego.RTLD_NOW|purego.RTLD_LOCAL)
	if err != nil {
		return nil, fail.New(fail.Invalid, "hsm.module", "file", file, "why", err.Error())
	}
	get, err := purego.Dlsym(handle, "C_GetFunctionList")
	if err != nil {
		return nil, fail.New(fail.Invalid, "hsm.not-module", "file", file)
	}
	l := &library{}
	if rv, _, _ := purego.SyscallN(get, uintptr(unsafe.Pointer(&l.list))); rv != rvOK || l.list == nil {
		return nil, fail.New(fail.Invalid, "hsm.not-module", "file", file)
	}
	return l, l.call(fInitialize, 0)
}

// call calls a function. Whatever the arguments point to must be pinned.
func (l *library) call(f int, args ...uintptr) error {
	rv, _, _ := purego.SyscallN(l.list.function[f], args...)
	switch rv {
	case rvOK:
		return nil
	case rvPINIncorrect, rvPINInvalid, rvPINLenRange:
		return fail.New(fail.Invalid, "hsm.pin")
	case rvMechanismInvalid, rvCurveNotSupported:
		return fail.New(fail.Invalid, "hsm.mechanism")
	case rvPINLocked, rvPINExpired, rvUserPINNotInitialized:
		return fail.New(fail.Invalid, "hsm.pin-locked")
	}
	return refused{fail.New(fail.Unavailable, "hsm.call", "call", names[f], "code", fmt.Sprintf("0x%X", rv)), lost[rv]}
}

// tokenInfo is CK_TOKEN_INFO.
type tokenInfo struct {
	label, manufacturer [32]byte
	model, serial       [16]byte
	flags               ulong
	_                   [10]ulong // sessions, lengths of a PIN, memory
	_                   [4]byte   // versions of hardware and firmware
	_                   [16]byte  // time
}

const (
	flagLoginRequired = 0x004
	flagPINPad        = 0x100
)

// attribute is CK_ATTRIBUTE.
type attribute struct {
	kind  ulong
	value unsafe.Pointer
	size  ulong
}

// template are attributes with their values, pinned while a library reads them.
type template struct {
	list []attribute
	runtime.Pinner
}

func (t *template) bytes(kind ulong, value []byte) {
	a := attribute{kind: kind, size: ulong(len(value))}
	if len(value) > 0 {
		t.Pin(&value[0])
		a.value = unsafe.Pointer(&value[0])
	}
	t.list = append(t.list, a)
}

func (t *template) number(kind, value ulong) {
	v := new(ulong)
	*v = value
	t.Pin(v)
	t.list = append(t.list, attribute{kind, unsafe.Pointer(v), unsafe.Sizeof(value)})
}

func (t *template) flag(kind ulong, value bool) {
	b := byte(0)
	if value {
		b = 1
	}
	t.bytes(kind, []byte{b})
}

// pointer and count are what a function takes of a template.
func (t *template) pointer() uintptr {
	if len(t.list) == 0 {
		return 0
	}
	t.Pin(&t.list[0])
	return uintptr(unsafe.Pointer(&t.list[0]))
}

func (t *template) count() uintptr { return uintptr(len(t.list)) }

// at pins something and gives its address.
func at[T any](pin *runtime.Pinner, v *T) uintptr {
	pin.Pin(v)
	return uintptr(unsafe.Pointer(v))
}
