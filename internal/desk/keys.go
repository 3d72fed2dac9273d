package desk

import "atonce/internal/sign"

// Keys are all that the desk signs with and trusts: three purposes, and no key serves two.
type Keys struct {
	Log     LogKeys   // the heads of the log, in a note's form
	Licence sign.Keys // licences and the lists of their status
	Receipt sign.Keys // receipts of decisions
}

// UseKeys puts keys in use, from the next act on and without a stop. Whoever is at work
// with the former ones ends with them: they stay trusted as long as they are listed.
func (d *Desk) UseKeys(k Keys) { d.keys.Store(&k) }

// Keys are those in use now. Take them once for one piece of work.
func (d *Desk) Keys() Keys { return *d.keys.Load() }

func (d *Desk) logKeys() LogKeys { return d.keys.Load().Log }
