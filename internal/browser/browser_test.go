package browser

import (
	"fmt"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

const head = `<!doctype html><html lang="en"><head><meta name="viewport" content="width=device-width"><title>T</title></head><body style="font-size:17px">`

// A form is read, filled in and sent as a person does it, without JavaScript.
func TestAForm(t *testing.T) {
	if testing.Short() {
		t.Skip("-short: starts a browser")
	}
	mux := http.NewServeMux()
	mux.HandleFunc("GET /", func(w http.ResponseWriter, r *http.Request) {
		http.SetCookie(w, &http.Cookie{Name: "who", Value: "me", Path: "/"})
		fmt.Fprint(w, head+`<main><h1>Ask</h1><form method="post" enctype="multipart/form-data"><label>Name <input name="name"></label>
			<input type="radio" name="size" value="s"><input type="radio" name="size" value="l">
			<input type="checkbox" name="ok" value="yes"><select name="day"><option value="1">One</option><option value="2">Two</option></select>
			<textarea name="note"></textarea><input type="file" name="paper"><button>Send<span class="govuk-visually-hidden"> it</span></button></form>
			<script>document.querySelector('h1').textContent = 'Scripted'</script></main>`)
	})
	mux.HandleFunc("POST /", func(w http.ResponseWriter, r *http.Request) {
		f, h, err := r.FormFile("paper")
		if err != nil {
			http.Error(w, err.Error(), http.StatusBadRequest)
			return
		}
		defer f.Close()
		w.WriteHeader(http.StatusUnprocessableEntity)
		fmt.Fprintf(w, head+`<h1>%s %s %s %s %s %s</h1>`, r.FormValue("name"), r.FormValue("size"), r.FormValue("ok"), r.FormValue("day"), r.FormValue("note"), h.Filename)
	})
	mux.HandleFunc("GET /file", func(w http.ResponseWriter, r *http.Request) {
		c, err := r.Cookie("who")
		if err != nil {
			http.Error(w, "nobody", http.StatusForbidden)
			return
		}
		fmt.Fprint(w, "for "+c.Value)
	})
	srv := httptest.NewServer(mux)
	defer srv.Close()
	paper := filepath.Join(t.TempDir(), "lease.pdf")
	if err := os.WriteFile(paper, []byte("%PDF"), 0o600); err != nil {
		t.Fatal(err)
	}

	p := Open(t, srv.URL, 390, false, "zh-CN")
	p.Goto("/")
	if got := p.Text("h1"); got != "Ask" {
		t.Fatalf("h1 %q: a script ran though scripts are off", got)
	}
	p.Fill("name", "林晓𬱖")
	p.Fill("size", "l")
	p.Fill("ok", "yes")
	p.Fill("day", "2")
	p.Fill("note", "two\nlines")
	p.Upload("paper", paper)
	if got := p.Value("name"); got != "林晓𬱖" {
		t.Errorf("the field holds %q", got)
	}
	p.Click("Send")
	if got := p.Text("h1"); got != "林晓𬱖 l yes 2 two lines lease.pdf" {
		t.Errorf("sent %q", got)
	}
	if p.Status() != http.StatusUnprocessableEntity {
		t.Errorf("status %d", p.Status())
	}
	if code, _, body := p.Fetch("/file"); code != http.StatusOK || string(body) != "for me" {
		t.Errorf("fetch: %d %s", code, body)
	}
	q := p.Another(1280, true, "en")
	if len(q.Cookies()) != 0 {
		t.Error("two people share cookies")
	}
	q.Goto("/")
	if got := q.Text("h1"); got != "Scripted" {
		t.Errorf("h1 %q: no script ran though scripts are on", got)
	}
	file := filepath.Join(t.TempDir(), "deep", "page.png")
	q.Screenshot(file)
	if b, err := os.ReadFile(file); err != nil || !strings.HasPrefix(string(b), "\x89PNG") {
		t.Errorf("no picture: %v", err)
	}
}

// Each check finds the fault it is for, and nothing on a page without one.
func TestChecksFindWhatTheyAreFor(t *testing.T) {
	if testing.Short() {
		t.Skip("-short: starts a browser")
	}
	pages := map[string]struct{ body, want string }{
		"clean":  {`<main><h1>Fine</h1><p>All is well here.</p></main>`, ""},
		"axe":    {`<main><h1>x</h1><img src="data:,"></main>`, "axe: image-alt"},
		"wide":   {`<main><h1>x</h1><div style="width:500px">wide</div></main>`, "sideways: scrolls"},
		"target": {`<main><h1>x</h1><button style="height:30px">Go</button></main>`, "target: BUTTON"},
		"small":  {`<main><h1>x</h1><p style="font-size:11px">tiny</p></main>`, "small text: 11px: tiny"},
		"cut":    {`<main><h1>x</h1><p style="height:20px;overflow:hidden;line-height:20px">one line that fits exactly</p></main>`, "spacing: cut off"},
	}
	srv := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		fmt.Fprint(w, head+pages[r.URL.Path[1:]].body)
	}))
	defer srv.Close()
	p := Open(t, srv.URL, 320, false, "en")
	for name, c := range pages {
		p.Goto("/" + name)
		got := strings.Join(p.Faults(), "\n")
		if c.want == "" && got != "" {
			t.Errorf("%s: %s", name, got)
		}
		if !strings.Contains(got, c.want) {
			t.Errorf("%s: %q not among the faults: %s", name, c.want, got)
		}
	}
}
