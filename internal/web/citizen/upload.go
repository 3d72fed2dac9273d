package citizen

import (
	"io"
	"net/http"
	"net/url"
	"strconv"

	"atonce/internal/desk"
	"atonce/internal/fail"
	"atonce/internal/text"
	"atonce/internal/web/door"
)

// mostPiece is how many bytes one piece of a file may have.
const mostPiece = 1 << 20

// A file comes in pieces, as draft-ietf-httpbis-resumable-upload describes: it is begun,
// asked how far it is, and added to. A script does it; a form sends files whole.

func (f face) uploadBegin(r *door.Request) error {
	size, err := strconv.Atoi(r.Header.Get("Upload-Length"))
	name, nerr := url.PathUnescape(r.Header.Get("X-Name"))
	if err != nil || nerr != nil {
		return uploadSaid(r, fail.New(fail.Invalid, "citizen.unreadable"))
	}
	id, err := f.desk.BeginUpload(r.Context(), r.Person, name, size)
	if err != nil {
		return uploadSaid(r, err)
	}
	r.W.Header().Set("Location", "/uploads/"+id)
	r.W.WriteHeader(http.StatusCreated)
	return nil
}

func (f face) uploadAt(r *door.Request) error {
	u, err := f.desk.UploadAt(r.Context(), r.Person, r.PathValue("upload"))
	if err != nil {
		return uploadSaid(r, err)
	}
	r.W.Header().Set("Upload-Offset", strconv.Itoa(u.Here))
	r.W.Header().Set("Upload-Length", strconv.Itoa(u.Size))
	r.W.WriteHeader(http.StatusNoContent)
	return nil
}

func (f face) uploadPiece(r *door.Request) error {
	at, err := strconv.Atoi(r.Header.Get("Upload-Offset"))
	if err != nil {
		return uploadSaid(r, fail.New(fail.Invalid, "citizen.unreadable"))
	}
	piece, err := io.ReadAll(r.Body)
	if err != nil {
		return fail.New(fail.Invalid, "citizen.unreadable").Because(err)
	}
	u, file, err := f.desk.AppendUpload(r.Context(), r.Person, r.PathValue("upload"), at, piece)
	if err != nil {
		return uploadSaid(r, err)
	}
	r.W.Header().Set("Upload-Offset", strconv.Itoa(u.Here))
	if file == nil {
		r.W.WriteHeader(http.StatusNoContent)
		return nil
	}
	said := r.T("citizen.file-format")
	if file.Scanned == desk.ScanClean {
		said = r.T("citizen.file-clean")
	}
	return r.JSON(http.StatusOK, map[string]string{"file": file.ID, "said": said})
}

// uploadSaid answers a script in words: it shows them beside the file.
func uploadSaid(r *door.Request, err error) error {
	k := fail.KindOf(err)
	status := map[fail.Kind]int{fail.Invalid: http.StatusUnprocessableEntity, fail.TooLarge: http.StatusRequestEntityTooLarge, fail.NotFound: http.StatusNotFound,
		fail.Conflict: http.StatusConflict, fail.TooMany: http.StatusTooManyRequests}[k]
	if status == 0 {
		return err
	}
	if e := fail.As(err); e.Key == "draft.upload-place" {
		r.W.Header().Set("Upload-Offset", e.Args["at"])
	}
	r.W.Header().Set("Content-Type", "text/plain; charset=utf-8")
	r.W.WriteHeader(status)
	_, _ = io.WriteString(r.W, text.Error(r.Lang, err)) // the reader may be gone
	return nil
}
