package main

import (
	"bytes"
	"embed"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"regexp"
	"strings"
	"text/template"

	"atonce/internal/declare"
	"atonce/internal/law"
	"atonce/internal/pack"
	"atonce/internal/pack/story"
	"atonce/internal/text"
)

// newCommand makes new things that pass check at once.
type newCommand struct {
	Item newItemCommand `cmd:"" help:"Make a pack for a service: atonce new item AREA/NAME."`
}

// newItemCommand is atonce new item AREA/NAME.
type newItemCommand struct {
	Name    string `arg:"" help:"AREA/NAME, such as public-services/library-card."`
	Packs   string `help:"Folder of packs." default:"packs" type:"existingdir"`
	Shape   string `help:"Shape of case: application, report, inquiry or task." default:"application" enum:"application,report,inquiry,task"`
	Country string `help:"Country whose law it rests on." default:"cn"`
}

//go:embed all:new/item
var itemTemplates embed.FS

var serviceName = regexp.MustCompile(`^[a-z][a-z0-9]*(-[a-z0-9]+)*$`)

// Run writes the new pack and says what to do with it.
func (c *newItemCommand) Run() error { return c.make(os.Stdout) }

func (c *newItemCommand) make(out io.Writer) error {
	area, id, ok := strings.Cut(c.Name, "/")
	if !ok || !serviceName.MatchString(id) || !known(area) {
		return fmt.Errorf("%s", text.S(text.EN, "pack.new-name", "name", c.Name, "areas", strings.Join(pack.Areas, ", ")))
	}
	target := filepath.Join(c.Packs, area, id)
	if _, err := os.Lstat(target); err == nil {
		return fmt.Errorf("%s", text.S(text.EN, "pack.new-there", "folder", target))
	}
	made, err := c.prove(area, id)
	if err != nil {
		return err
	}
	for name, data := range made {
		file := filepath.Join(target, filepath.FromSlash(name))
		if err := os.MkdirAll(filepath.Dir(file), 0o755); err != nil {
			return err
		}
		// O_EXCL: two people who make the same item at once must not mix their files.
		f, err := os.OpenFile(file, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o644)
		if err != nil {
			return err
		}
		_, err = f.Write(data)
		if cerr := f.Close(); err == nil {
			err = cerr
		}
		if err != nil {
			return err
		}
	}
	fmt.Fprintln(out, text.S(text.EN, "pack.new-made", "folder", target, "files", fmt.Sprint(len(made)), "packs", c.Packs))
	return nil
}

func known(area string) bool {
	for _, a := range pack.Areas {
		if a == area {
			return true
		}
	}
	return false
}

// prove makes the pack beside a copy of the country's law, fills in the answers of
// its stories and holds it to every check, before anything is written where it counts.
func (c *newItemCommand) prove(area, id string) (map[string][]byte, error) {
	dir, err := os.MkdirTemp("", "atonce-new-")
	if err != nil {
		return nil, err
	}
	defer os.RemoveAll(dir)
	if err := os.CopyFS(filepath.Join(dir, "_law", c.Country), os.DirFS(filepath.Join(c.Packs, "_law", c.Country))); err != nil {
		return nil, err
	}
	lawSet, ps := pack.Load(os.DirFS(dir))
	if lawSet == nil {
		return nil, faultyPack(ps)
	}
	book, _ := lawSet.Book(c.Country)
	files, err := c.fill(area, id, book)
	if err != nil {
		return nil, err
	}
	home := filepath.Join(dir, area, id)
	for name, data := range files {
		file := filepath.Join(home, filepath.FromSlash(name))
		if err := os.MkdirAll(filepath.Dir(file), 0o755); err != nil {
			return nil, err
		}
		if err := os.WriteFile(file, data, 0o644); err != nil {
			return nil, err
		}
	}
	set, ps := pack.Load(os.DirFS(dir))
	if set == nil {
		return nil, faultyPack(ps)
	}
	results, _ := story.Prove(set)
	for _, r := range results {
		files[strings.TrimPrefix(r.File, area+"/"+id+"/")] = r.Updated
	}
	if err := rewriteStories(dir, set, results); err != nil {
		return nil, err
	}
	if set, ps = pack.Load(os.DirFS(dir)); set == nil {
		return nil, faultyPack(ps)
	}
	if _, ps = story.Prove(set); len(ps) > 0 {
		return nil, faultyPack(ps)
	}
	return files, nil
}

func faultyPack(ps []pack.Problem) error {
	return fmt.Errorf("%s\n%s", text.S(text.EN, "pack.new-faulty"), declare.Texts(text.EN, ps))
}

// blanks are what the templates are filled with.
type blanks struct {
	Area, ID, Title, Country, Shape string
	Statute, Remedy                 string
	From                            string
}

// fill draws the templates of a shape.
func (c *newItemCommand) fill(area, id string, book *law.Book) (map[string][]byte, error) {
	title := strings.ReplaceAll(id, "-", " ")
	first, _ := book.Calendar.Published()
	b := blanks{Area: area, ID: id, Title: strings.ToUpper(title[:1]) + title[1:], Country: c.Country, Shape: c.Shape,
		Remedy: book.Remedies()[0].ID, From: fmt.Sprintf("%d-01-01", first+6)}
	for _, s := range book.Statutes() {
		st, _ := book.Cite(law.Citation{Law: s})
		if st.Rank != law.Practice && (b.Statute == "" || s == "administrative-licensing") {
			b.Statute = s
		}
	}
	out := map[string][]byte{}
	err := fs.WalkDir(itemTemplates, "new/item", func(p string, e fs.DirEntry, err error) error {
		if err != nil || e.IsDir() {
			return err
		}
		name := strings.TrimPrefix(p, "new/item/")
		base := path.Base(name)
		// procedure.report.yaml is the procedure of the shape report.
		if parts := strings.Split(base, "."); len(parts) == 3 && base != "form.schema.json" {
			if parts[1] != c.Shape {
				return nil
			}
			base = parts[0] + "." + parts[2]
		}
		raw, err := itemTemplates.ReadFile(p)
		if err != nil {
			return err
		}
		t, err := template.New(name).Delims("<<", ">>").Option("missingkey=error").Parse(string(raw))
		if err != nil {
			return err
		}
		var w bytes.Buffer
		if err := t.Execute(&w, b); err != nil {
			return err
		}
		out[path.Join(path.Dir(name), base)] = w.Bytes()
		return nil
	})
	return out, err
}
