// Package casework is the kernel: what may be done to a case 办件, by whom, and
// what follows. It knows four shapes of case and a closed list of verbs; what
// differs between services it reads from the sealed Procedure that a case was
// received under. It is pure: time enters as a value, and it reads no clock, no
// database and no pack.
//
// It is not for words (the text room), nor for keeping (the journal), nor for
// carrying out what follows (the desk does, in one transaction).
package casework
