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

// Decisions are the decision models of the service.
func (s *Service) Decisions() []Decision { return append([]Decision(nil), s.decisions...) }
