package api

import (
	"net/http"
	"time"

	"atonce/internal/web/door"
)

// Licences are the licences of whoever asks, or of whom they act for.
type Licences struct {
	Licences []Licence `json:"licences"`
}

// Licence 电子证照 is one licence as a service takes it.
type Licence struct {
	Number  string     `json:"number"`
	Kind    string     `json:"kind" about:"As materials name it."`
	Name    string     `json:"name"`
	Holder  string     `json:"holder"`
	Office  string     `json:"office"`
	Version int        `json:"version"`
	Status  string     `json:"status" among:"valid expired suspended revoked"`
	Issued  time.Time  `json:"issued"`
	Expires *time.Time `json:"expires,omitempty" about:"The first moment at which it no longer holds; absent without end."`
}

func (f face) licences(r *door.Request) error {
	all, err := f.desk.Wallet(r.Context(), r.Person)
	if err != nil {
		return err
	}
	out := Licences{Licences: []Licence{}}
	for _, i := range all {
		l := Licence{Number: i.Licence.Number, Kind: i.Licence.Kind, Name: i.Kind(r.Lang), Holder: i.Licence.Name, Office: i.Licence.Office, Version: i.Licence.Version,
			Status: string(i.Licence.StatusAt(r.Now)), Issued: i.Licence.Issued}
		if !i.Licence.Expires.IsZero() {
			l.Expires = &i.Licence.Expires
		}
		out.Licences = append(out.Licences, l)
	}
	return r.JSON(http.StatusOK, out)
}
