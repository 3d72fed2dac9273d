package formpage

import (
	"errors"
	"io"
	"net/http"
	"slices"
	"strconv"
	"strings"

	"atonce/internal/draft"
	"atonce/internal/fail"
	"atonce/internal/form"
)

// MostBody is how many bytes of a form with files a route should take: the largest
// file and the form around it.
const MostBody = draft.MaxFile + 1<<20

// MostFiles is how many files one question takes.
const MostFiles = 10

// Keep stores one uploaded file and answers its record. An error of kind Invalid or
// TooLarge becomes a problem of the file's field; any other ends the reading.
type Keep func(name string, body []byte) (draft.File, error)

// Parse reads the body of a sent form, with or without files.
func Parse(r *http.Request) error {
	var err error
	if strings.HasPrefix(r.Header.Get("Content-Type"), "multipart/form-data") {
		err = r.ParseMultipartForm(MostBody)
	} else {
		err = r.ParseForm()
	}
	var large *http.MaxBytesError
	switch {
	case err == nil:
		return nil
	case errors.As(err, &large):
		return fail.New(fail.TooLarge, "formpage.too-large").Because(err)
	}
	return fail.New(fail.Invalid, "formpage.unreadable").Because(err)
}

// Read reads the answers of some questions from a sent form. was holds the answers
// before: files stay unless they are removed. A file that cannot be used is a
// problem of its field, and everything else that was typed is still answered.
func Read(r *http.Request, fields []form.Field, was map[string]string, keep Keep) (map[string]string, []fail.Field, error) {
	if err := Parse(r); err != nil {
		return nil, nil, err
	}
	answers := map[string]string{}
	var problems []fail.Field
	for _, x := range fields {
		switch x.Kind {
		case form.SomeOf:
			answers[x.ID] = strings.Join(r.PostForm[x.ID], ",")
		case form.Date:
			answers[x.ID] = Date(r, x.ID)
		case form.File:
			ids, wrong, err := ReadFiles(r, x.ID, was[x.ID], keep)
			if err != nil {
				return nil, nil, err
			}
			answers[x.ID] = strings.Join(ids, ",")
			problems = append(problems, wrong...)
		default:
			answers[x.ID] = r.PostFormValue(x.ID)
		}
	}
	return answers, problems, nil
}

// Date is the day typed into the three boxes of name, as year-month-day and not yet
// judged; empty when all three are.
func Date(r *http.Request, name string) string {
	y, m, d := strings.TrimSpace(r.PostFormValue(name+"-year")), strings.TrimSpace(r.PostFormValue(name+"-month")), strings.TrimSpace(r.PostFormValue(name+"-day"))
	if y+m+d == "" {
		return ""
	}
	return y + "-" + m + "-" + d
}

// Removing says whether the form was sent by the button that removes a file. The
// caller then draws the form again and judges nothing.
func Removing(r *http.Request, fields []form.Field) bool {
	return slices.ContainsFunc(fields, func(x form.Field) bool { return x.Kind == form.File && r.PostFormValue(x.ID+"-remove") != "" })
}

// ReadFiles reads the files of one question: those that were sent before and stay, and
// those that came with this form, which keep stores.
func ReadFiles(r *http.Request, field, was string, keep Keep) (ids []string, problems []fail.Field, err error) {
	removed := r.PostFormValue(field + "-remove")
	for _, id := range strings.Split(was, ",") {
		if id != "" && id != removed {
			ids = append(ids, id)
		}
	}
	for _, id := range r.PostForm[field+"-sent"] {
		// Sent before, with a form or in pieces. Whose it is, the desk asks when it is given to a case.
		if len(ids) < MostFiles && id != removed && !slices.Contains(ids, id) && !strings.ContainsAny(id, ", ") && id != "" {
			ids = append(ids, id)
		}
	}
	if r.MultipartForm == nil {
		return ids, nil, nil
	}
	for _, h := range r.MultipartForm.File[field] {
		if h.Filename == "" && h.Size == 0 {
			continue // what some browsers send for an empty file box
		}
		if len(ids) >= MostFiles {
			problems = append(problems, fail.Field{Path: field, Key: "formpage.too-many-files", Args: fail.Pairs("most", strconv.Itoa(MostFiles))})
			return ids, problems, nil
		}
		file, err := h.Open()
		if err != nil {
			return nil, nil, fail.Wrap(err, "open uploaded file")
		}
		body, err := io.ReadAll(file)
		_ = file.Close() // it was only read
		if err != nil {
			return nil, nil, fail.Wrap(err, "read uploaded file")
		}
		kept, err := keep(h.Filename, body)
		if k := fail.KindOf(err); err != nil && (k == fail.Invalid || k == fail.TooLarge) {
			e := fail.As(err)
			problems = append(problems, fail.Field{Path: field, Key: e.Key, Args: e.Args})
			continue
		}
		if err != nil {
			return nil, nil, err
		}
		ids = append(ids, kept.ID)
	}
	return ids, problems, nil
}
