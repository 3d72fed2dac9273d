package api

import (
	"errors"
	"io"
	"net/http"
	"os"
	"strings"
	"time"

	"atonce/internal/fail"
	"atonce/internal/law"
	"atonce/internal/people"
	"atonce/internal/register"
	"atonce/internal/text"
	"atonce/internal/web/door"
)

// mostRegisterFile is how large a file of records may be that comes through this door.
// A larger one is read in on the machine: atonce import register.
const mostRegisterFile = 1 << 30

// registerOperations are those of the people who keep a register.
func registerOperations() []operation {
	return []operation{
		{id: "importRecords", token: people.ScopeRegisters, method: "POST", path: "/api/registers/{register}/imports", who: door.Bearer, data: door.NoData,
			about: "Read a file into a register: CSV with a header, JSON lines or a JSON array. Cut short, send the same file again: it goes on where it was",
			query: []query{{name: "name", about: "The file's name, for the record.", required: true}, {name: "from", about: "First day that rows hold which name none, as YYYY-MM-DD; today if absent."},
				{name: "abandon", about: "Give up another file that was begun and not finished.", among: []string{"true"}}},
			out: RegisterImport{}, status: []int{http.StatusOK}, most: mostRegisterFile, serve: face.importRecords},
		{id: "listImports", token: people.ScopeRegisters, method: "GET", path: "/api/registers/{register}/imports", who: door.Bearer, data: door.NoData,
			about: "The files read into a register, the latest first", out: RegisterImports{}, status: []int{http.StatusOK}, serve: face.registerImports},
	}
}

// RegisterImports are the files read into a register.
type RegisterImports struct {
	Imports []RegisterImport `json:"imports"`
}

// RegisterImport says what became of a file. Rows is added, changed, unchanged and
// rejected together.
type RegisterImport struct {
	Name      string          `json:"name"`
	SHA256    string          `json:"sha256" about:"Of the file, in hexadecimal."`
	State     string          `json:"state" among:"running finished abandoned"`
	Resumed   bool            `json:"resumed,omitempty" about:"It went on where an earlier request was cut short."`
	Rows      int             `json:"rows"`
	Added     int             `json:"added"`
	Changed   int             `json:"changed"`
	Unchanged int             `json:"unchanged"`
	Rejected  int             `json:"rejected"`
	From      string          `json:"from" about:"First day that rows hold which name none."`
	Rejects   []RegisterFault `json:"rejects,omitempty" about:"The first reasons for which rows were not taken; all are kept."`
}

// RegisterFault is one reason for which a row was not taken.
type RegisterFault struct {
	Row    int    `json:"row" about:"Of the file, from 1, the header not counted."`
	Field  string `json:"field,omitempty"`
	Key    string `json:"key"`
	Detail string `json:"detail"`
}

func shownImport(x register.Report) RegisterImport {
	return RegisterImport{Name: x.Name, SHA256: x.Digest, State: x.State, Resumed: x.Resumed, Rows: x.Rows, Added: x.Added, Changed: x.Changed,
		Unchanged: x.Unchanged, Rejected: x.Rejected, From: x.From().String()}
}

func (f face) importRecords(r *door.Request) (err error) {
	q := r.URL.Query()
	opts := register.ImportOptions{Name: strings.TrimSpace(q.Get("name")), Abandon: q.Get("abandon") == "true"}
	if opts.Name == "" || len(opts.Name) > 200 {
		return invalid(fail.Field{Path: "name", Key: "api.missing"})
	}
	if from := q.Get("from"); from != "" {
		if opts.From, err = law.ParseDate(from); err != nil {
			e := fail.As(err)
			return invalid(fail.Field{Path: "from", Key: e.Key, Args: e.Args})
		}
	}
	id := r.PathValue("register")
	// Asked before the file is taken: nobody sends a gigabyte to be refused.
	if _, err := f.desk.RegisterImports(r.Context(), r.Person, id, 1); err != nil {
		return err
	}
	// A large file takes longer than other requests may. Where the connection knows no
	// deadlines none has to be moved.
	control := http.NewResponseController(r.W)
	for _, move := range []func(time.Time) error{control.SetReadDeadline, control.SetWriteDeadline} {
		if err := move(time.Now().Add(2 * time.Hour)); err != nil && !errors.Is(err, http.ErrNotSupported) {
			return fail.Wrap(err, "api: deadline of an import")
		}
	}
	file, err := os.CreateTemp("", "atonce-import-")
	if err != nil {
		return fail.Wrap(err, "api: keep file")
	}
	// Its name goes at once: whatever happens, no copy of the records stays behind.
	defer func() { err = errors.Join(err, file.Close()) }()
	if err := os.Remove(file.Name()); err != nil {
		return fail.Wrap(err, "api: keep file")
	}
	if _, err := io.Copy(file, r.Body); err != nil {
		return err
	}
	rep, err := f.desk.ImportRegister(r.Context(), r.Person, id, file, opts)
	if err != nil {
		return err
	}
	out := shownImport(rep)
	errEnough := errors.New("enough")
	err = f.desk.RegisterRejects(r.Context(), rep.Source, func(x register.Reject) error {
		if len(out.Rejects) == pageSize {
			return errEnough
		}
		out.Rejects = append(out.Rejects, RegisterFault{x.Row, x.Field.Path, x.Field.Key, text.T(r.Lang, x.Field.Key, x.Field.Args)})
		return nil
	})
	if err != nil && !errors.Is(err, errEnough) {
		return err
	}
	return r.JSON(http.StatusOK, out)
}

func (f face) registerImports(r *door.Request) error {
	some, err := f.desk.RegisterImports(r.Context(), r.Person, r.PathValue("register"), pageSize)
	if err != nil {
		return err
	}
	out := RegisterImports{Imports: []RegisterImport{}}
	for _, x := range some {
		out.Imports = append(out.Imports, shownImport(x))
	}
	return r.JSON(http.StatusOK, out)
}
