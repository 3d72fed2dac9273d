package pack

// Decision is one decision model of a service as written, below decide/.
type Decision struct {
	File string
	Data []byte
}

func (d *draft) readDecisions() {
	for _, f := range d.in("decide") {
		d.decisions = append(d.decisions, Decision{File: f.path, Data: f.data})
	}
}
