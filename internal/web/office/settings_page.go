package office

import (
	"net/url"
	"slices"
	"strings"

	"atonce/internal/fail"
	"atonce/internal/setting"
	"atonce/internal/web/door"
	"atonce/internal/web/ui"
)

// frame is the frame of every page of the face: the keyboard works as the official
// has set it.
func (f face) frame(r *door.Request, title string) ui.Page {
	p := r.Frame(title)
	p.Scripts, p.Lock = append(p.Scripts, "lock.js"), lockAfter
	keys, err := f.keys(r)
	if err != nil || keys[keysOff] != "" {
		return p // a page without its keys is better than none: everything has a link
	}
	p.Scripts = append(p.Scripts, "keys.js")
	var all []string
	for _, c := range commands {
		all = append(all, keys[c]+":"+c)
	}
	p.Keys = strings.Join(all, " ")
	return p
}

// lockAfter is how long a page of the face stays open without a hand on it, in seconds:
// who walks past a desk reads the screen too.
const lockAfter = 15 * 60

// commands are what a key can do, in the order the help lists them; usual is the key
// of each that nobody changed. A key alone must be able to be changed or switched off:
// who speaks to the machine types words by accident (WCAG 2.2, 2.1.4).
var (
	commands = []string{"down", "up", "pick", "open", "act", "assign", "find", "worklist", "help", "turn", "larger", "smaller", "next"}
	usual    = map[string]string{"down": "j", "up": "k", "pick": "x", "open": "o", "act": "e", "assign": "a", "find": "/", "worklist": "g", "help": "?",
		"turn": "r", "larger": "+", "smaller": "-", "next": "]"}
)

// keysOff is the setting that switches all keys off.
const keysOff = "off"

func (f face) keys(r *door.Request) (map[string]string, error) {
	out := map[string]string{}
	for c, k := range usual {
		out[c] = k
	}
	set, err := f.desk.Settings(r.Context(), r.Person, setting.Keys)
	for _, s := range set {
		out[s.Name] = s.Value
	}
	return out, err
}

// keysPage is the help to the keys, and where they are changed.
type keysPage struct {
	fields  []ui.TextField
	off     bool
	summary ui.Problems
	saved   bool
}

func (f face) keysHelp(r *door.Request) error {
	keys, err := f.keys(r)
	if err != nil {
		return err
	}
	return r.Draw(f.keysFrame(r), keysBody(f.keysPage(r, keys, nil)))
}

func (f face) keysFrame(r *door.Request) ui.Page {
	p := f.frame(r, r.T("office.keys"))
	p.Back = ui.Link{Text: r.T("office.worklist"), Href: "/office"}
	return p
}

func (f face) keysPage(r *door.Request, keys map[string]string, problems ui.Problems) keysPage {
	p := keysPage{off: keys[keysOff] != "", summary: problems, saved: r.URL.Query().Get("saved") != ""}
	for _, c := range commands {
		p.fields = append(p.fields, ui.TextField{Name: c, Label: r.T("office.keys." + c), Value: keys[c], Error: problems.Of(c), Width: 2, MaxLength: 1})
	}
	return p
}

// keysSet takes the keys as they were typed: one sign each, none twice.
func (f face) keysSet(r *door.Request) error {
	if err := r.ParseForm(); err != nil {
		return fail.New(fail.Invalid, "office.batch-form").Because(err)
	}
	keys, seen := map[string]string{}, map[string]string{}
	var problems ui.Problems
	for _, c := range commands {
		k := strings.ToLower(strings.TrimSpace(r.PostFormValue(c)))
		keys[c] = k
		switch other := seen[k]; {
		case len([]rune(k)) != 1 || k == ":":
			problems = append(problems, ui.Problem{Field: c, Text: r.T("office.keys-one", "command", r.T("office.keys."+c))})
		case other != "":
			problems = append(problems, ui.Problem{Field: c, Text: r.T("office.keys-twice", "key", k, "command", r.T("office.keys."+other))})
		}
		seen[k] = c
	}
	if r.PostFormValue(keysOff) != "" {
		keys[keysOff] = "yes"
	}
	if len(problems) > 0 {
		p := f.keysFrame(r)
		return r.DrawAgain(p, keysBody(f.keysPage(r, keys, problems)))
	}
	for c, k := range keys {
		if err := f.desk.Set(r.Context(), r.Person, setting.Keys, setting.Setting{Name: c, Value: k}); err != nil {
			return err
		}
	}
	if keys[keysOff] == "" {
		if err := f.desk.Unset(r.Context(), r.Person, setting.Keys, keysOff); err != nil {
			return err
		}
	}
	return r.Redirect("/office/keys?saved=1")
}

// views are the lists an official saved, as places to go.
func (f face) views(r *door.Request) ([]ui.Link, error) {
	set, err := f.desk.Settings(r.Context(), r.Person, setting.View)
	var out []ui.Link
	for _, s := range set {
		out = append(out, ui.Link{Text: s.Name, Href: listAddress(s.Value), Current: listAddress(s.Value) == listAddress(r.URL.RawQuery)})
	}
	return out, err
}

// viewSave keeps the list of an address under a name, or forgets one. The list holds
// what its reader may see, whoever saved or shared it.
func (f face) viewSave(r *door.Request) error {
	name, q := strings.TrimSpace(r.PostFormValue("name")), r.PostFormValue(fSpace)
	parsed, err := url.ParseQuery(q)
	if err != nil {
		return fail.New(fail.NotFound, "office.no-such-list")
	}
	a, err := asked(parsed)
	if err != nil {
		return err
	}
	to := address(a, "")
	if r.PostFormValue(fGo) == "drop" {
		set, err := f.desk.Settings(r.Context(), r.Person, setting.View)
		if err != nil {
			return err
		}
		for _, s := range set {
			if listAddress(s.Value) == to {
				if err := f.desk.Unset(r.Context(), r.Person, setting.View, s.Name); err != nil {
					return err
				}
			}
		}
		return r.Redirect(to)
	}
	if name == "" {
		return fail.New(fail.Invalid, "office.view-name")
	}
	_, query, _ := strings.Cut(to, "?")
	if err := f.desk.Set(r.Context(), r.Person, setting.View, setting.Setting{Name: name, Value: query}); err != nil {
		return err
	}
	return r.Redirect(to)
}

// acts are what can be done to many cases at once, as choices of one list.
func (f face) acts(r *door.Request, colleagues []ui.Option) []ui.Option {
	return slices.Concat([]ui.Option{{Label: r.T("office.batch-choose")}, {Value: "decide", Label: r.T("office.batch-approve")}}, colleagues)
}
