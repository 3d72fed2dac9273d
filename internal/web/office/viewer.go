package office

import (
	"net/url"
	"slices"
	"strconv"
	"strings"

	"atonce/internal/desk"
	"atonce/internal/draft"
	"atonce/internal/form"
	"atonce/internal/web/casepage"
	"atonce/internal/web/door"
	"atonce/internal/web/ui"
)

// What the address of a case says of the file that is shown beside it.
const (
	qFile = "file"
	qTurn = "turn" // in degrees, clockwise
	qSize = "size" // in percent of the frame
)

// sizes are how large a picture can be shown.
var sizes = []int{100, 150, 200, 300}

// viewer shows one file of a case beside the work on it.
type viewer struct {
	title   string
	links   []viewerLink
	picture string // its address; empty for what a browser shows in a tab of its own
	class   string
	belongs string // which answer it proves
}

type viewerLink struct {
	ui.Link
	key string // the command of the keyboard that presses it
}

// pictures are the kinds of file that stand on a page as they are.
func pictured(x draft.File) bool { return strings.HasPrefix(x.Kind, "image/") }

// viewHref shows a file beside its case.
func viewHref(number string, x draft.File) string {
	return casePath(number) + "?" + qFile + "=" + url.QueryEscape(x.ID) + "#viewer"
}

func viewHrefOf(v desk.View, id string) string {
	if i := slices.IndexFunc(v.Files, func(x draft.File) bool { return x.ID == id }); i >= 0 {
		return viewHref(v.Case.Number, v.Files[i])
	}
	return fileHref(id)
}

// viewerOf is the file that the address asks for; nil where it asks for none.
func viewerOf(r *door.Request, v desk.View) *viewer {
	q := r.URL.Query()
	i := slices.IndexFunc(v.Files, func(x draft.File) bool { return x.ID == q.Get(qFile) })
	if i < 0 {
		return nil
	}
	x := v.Files[i]
	turn, size := 0, slices.Index(sizes, number(q.Get(qSize)))
	if t := number(q.Get(qTurn)); t%90 == 0 && t > 0 && t < 360 {
		turn = t
	}
	size = max(size, 0)
	out := &viewer{title: r.T("office.viewer", "name", x.Name, "n", itoa(i+1), "of", itoa(len(v.Files))), belongs: r.T("office.viewer-alone")}
	to := func(file draft.File, turn, size int) string {
		return casePath(v.Case.Number) + "?" + url.Values{qFile: {file.ID}, qTurn: {itoa(turn)}, qSize: {itoa(sizes[size])}}.Encode() + "#viewer"
	}
	add := func(key, command, href string) {
		out.links = append(out.links, viewerLink{ui.Link{Text: r.T(key), Href: href}, command})
	}
	if pictured(x) {
		out.picture, out.class = fileHref(x.ID), "viewer__picture viewer__picture--turn-"+itoa(turn)+" viewer__picture--size-"+itoa(sizes[size])
		add("office.viewer-turn", "turn", to(x, (turn+90)%360, size))
		if size+1 < len(sizes) {
			add("office.viewer-larger", "larger", to(x, turn, size+1))
		}
		if size > 0 {
			add("office.viewer-smaller", "smaller", to(x, turn, size-1))
		}
	}
	if len(v.Files) > 1 {
		add("office.viewer-next", "next", to(v.Files[(i+1)%len(v.Files)], 0, 0))
	}
	add("office.viewer-open", "", fileHref(x.ID))
	add("office.viewer-close", "", casePath(v.Case.Number))
	for _, y := range v.Service.Form().Fields() {
		if y.Kind == form.File && slices.Contains(strings.Split(v.Case.Answers[y.ID], ","), x.ID) {
			out.belongs = r.T("office.viewer-belongs", "field", casepage.FieldName(r.Lang, v.Service, y.ID))
		}
	}
	return out
}

// number is a whole number of an address, or 0.
func number(s string) int {
	n, err := strconv.Atoi(s)
	if err != nil {
		return 0
	}
	return n
}
