package search

import "atonce/internal/declare"

// Read adds what a file says to the vocabulary and reports what is wrong with the file.
// Every section may be left out.
func (v *Vocabulary) Read(file string, data []byte) []declare.Problem {
	var d struct {
		Format    declare.Text     `yaml:"format,required"`
		Groups    [][]declare.Text `yaml:"groups"`
		Beside    [][]declare.Text `yaml:"beside"`
		Elsewhere []declare.Text   `yaml:"elsewhere"`
		Called    []struct {
			Of []declare.Text `yaml:"of,required"`
			As []declare.Text `yaml:"as,required"`
		} `yaml:"called"`
	}
	problems := declare.Decode(file, data, &d)
	for _, g := range d.Groups {
		v.Things = append(v.Things, plain(g))
	}
	for _, g := range d.Beside {
		v.Beside = append(v.Beside, plain(g))
	}
	v.Elsewhere = append(v.Elsewhere, plain(d.Elsewhere)...)
	for _, c := range d.Called {
		v.Called = append(v.Called, Called{Of: plain(c.Of), As: plain(c.As)})
	}
	return problems
}

func plain(texts []declare.Text) []string {
	out := make([]string, len(texts))
	for i, t := range texts {
		out[i] = t.Value
	}
	return out
}
