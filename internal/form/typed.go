package form

// AsTyped is answers as kept turned back into what people type: money in units
// again. A form draws it and Check reads it; what is kept must not be checked as it
// is, or 8 yuan would become 800.
func (f *Form) AsTyped(kept map[string]string) map[string]string {
	out := make(map[string]string, len(kept))
	for id, v := range kept {
		out[id] = f.Show(id, v)
	}
	return out
}
