package api

import (
	"net/http"
	"strconv"
	"strings"

	"atonce/internal/client"
	"atonce/internal/desk"
	"atonce/internal/fail"
	"atonce/internal/law"
	"atonce/internal/web/door"
)

// mostPush is how many bytes one push may have; mostRecords bounds its records.
const mostPush = 4 << 20

var idempotencyKey = query{name: "Idempotency-Key", about: "An id you make up for this write. Sent again with the same body it is the same write.", required: true}

// RecordWanted says what a system wants to read, and why.
type RecordWanted struct {
	Subject string   `json:"subject" least:"1" most:"100" about:"The code by which the register knows the subject."`
	Service string   `json:"service" least:"1" most:"100" about:"For which it is needed, as granted."`
	Use     string   `json:"use" among:"identify prefill prove decide inspect" about:"The purpose that was granted."`
	Purpose string   `json:"purpose" least:"2" most:"500" about:"In words. The person reads it."`
	Case    string   `json:"case" least:"1" most:"100" about:"Number of the case in which it is needed: under way at the office that reads, and about the subject."`
	Fields  []string `json:"fields" least:"1" most:"100" about:"Those that are needed now, and no more."`
}

// Record is what was granted and read.
type Record struct {
	Register string            `json:"register"`
	Subject  string            `json:"subject"`
	Values   map[string]string `json:"values" about:"A field of which the register says nothing is absent."`
	From     string            `json:"from" about:"The first day it holds."`
	Request  string            `json:"request" about:"Number of the request by which it was granted; empty where the owner granted it to every office that runs the service."`
}

func (f face) readRecord(r *door.Request) error {
	var in RecordWanted
	if err := receive(r, &in); err != nil {
		return err
	}
	r.W.Header().Set("Cache-Control", "no-store")
	register := r.PathValue("register")
	got, err := f.desk.ReadForSystem(r.Context(), r.Client, desk.SystemRead{Register: register, Subject: in.Subject, Service: in.Service,
		Use: in.Use, Purpose: in.Purpose, Number: in.Case, Fields: in.Fields})
	if err != nil {
		return err
	}
	return r.JSON(http.StatusOK, Record{register, in.Subject, got.Values, got.From.String(), got.Request})
}

// RecordsPushed are records that an owner's system pushes.
type RecordsPushed struct {
	Records []RecordPushed `json:"records" least:"1" most:"1000"`
}

// RecordPushed is one of them.
type RecordPushed struct {
	Subject string            `json:"subject" least:"1" most:"100"`
	From    string            `json:"from,omitempty" most:"10" about:"The first day it holds, as YYYY-MM-DD; today if absent."`
	Gone    bool              `json:"gone,omitempty" about:"The subject is not in the register from that day."`
	Values  map[string]string `json:"values,omitempty" about:"By field. A field that is left out is absent."`
}

// RecordsTaken says what became of them.
type RecordsTaken struct {
	Added     int `json:"added"`
	Changed   int `json:"changed"`
	Unchanged int `json:"unchanged"`
}

func (f face) pushRecords(r *door.Request) error {
	key := strings.TrimSpace(r.Header.Get(idempotencyKey.name))
	if len(key) < 8 || len(key) > client.MostKey {
		return invalid(fail.Field{Path: idempotencyKey.name, Key: "api.idempotency-key"})
	}
	var in RecordsPushed
	if err := receive(r, &in); err != nil {
		return err
	}
	rows := make([]desk.SystemRow, len(in.Records))
	var bad []fail.Field
	for i, x := range in.Records {
		rows[i] = desk.SystemRow{Subject: x.Subject, Gone: x.Gone, Values: x.Values}
		if x.From != "" {
			var err error
			if rows[i].From, err = law.ParseDate(x.From); err != nil {
				e := fail.As(err)
				bad = append(bad, fail.Field{Path: "records." + strconv.Itoa(i) + ".from", Key: e.Key, Args: e.Args})
			}
		}
	}
	if len(bad) > 0 {
		return invalid(bad...)
	}
	done, again, err := f.desk.PushRecords(r.Context(), r.Client, r.PathValue("register"), key, rows)
	if err != nil {
		return err
	}
	status := http.StatusCreated
	if again {
		status = http.StatusOK
	}
	return r.JSON(status, RecordsTaken(done))
}
