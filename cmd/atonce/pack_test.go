package main

import (
	"bytes"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// aHouse is a folder of packs with the law alone.
func aHouse(t *testing.T) string {
	t.Helper()
	dir := t.TempDir()
	if err := os.CopyFS(filepath.Join(dir, "_law"), os.DirFS(filepath.Join("..", "..", "packs", "_law"))); err != nil {
		t.Fatal(err)
	}
	return dir
}

// A new pack of every shape passes check and test at once, and is never overwritten.
func TestNewItemPasses(t *testing.T) {
	dir := aHouse(t)
	for _, shape := range []string{"application", "report", "inquiry", "task"} {
		c := newItemCommand{Name: "public-services/my-" + shape, Packs: dir, Shape: shape, Country: "cn"}
		var out bytes.Buffer
		if err := c.make(&out); err != nil {
			t.Fatal(err)
		}
		if err := c.make(&out); err == nil || !strings.Contains(err.Error(), "nothing was written") {
			t.Errorf("made again: %v", err)
		}
	}
	var out bytes.Buffer
	if err := (&checkCommand{Packs: dir, Lang: "en"}).check(&out); err != nil {
		t.Fatalf("%v\n%s", err, &out)
	}
	if !strings.Contains(out.String(), "4 packs proved, 19 guide rules") {
		t.Error(out.String())
	}
	out.Reset()
	if err := (&testCommand{Packs: dir, Lang: "zh"}).test(&out); err != nil || strings.Count(out.String(), "通过 ") != 8 {
		t.Errorf("%v\n%s", err, &out)
	}
	for _, bad := range []string{"nowhere/x", "public-services", "public-services/X", "public-services/../x", "public-services/a/b", "/x"} {
		if err := (&newItemCommand{Name: bad, Packs: dir, Shape: "task", Country: "cn"}).make(&out); err == nil {
			t.Errorf("%q was made", bad)
		}
	}
}

// Problems stand with file and line in the language asked for, and the command fails.
func TestCheckAndTestFail(t *testing.T) {
	dir := aHouse(t)
	if err := (&newItemCommand{Name: "public-services/lamp", Packs: dir, Shape: "report", Country: "cn"}).make(&bytes.Buffer{}); err != nil {
		t.Fatal(err)
	}
	edit := func(name, old, new string) {
		file := filepath.Join(dir, "public-services", "lamp", name)
		b, err := os.ReadFile(file)
		if err != nil || !bytes.Contains(b, []byte(old)) {
			t.Fatalf("%s: %v", name, err)
		}
		if err := os.WriteFile(file, bytes.Replace(b, []byte(old), []byte(new), 1), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	edit("stories/first.story", "stage desk;", "stage roof;")
	var out bytes.Buffer
	if err := (&checkCommand{Packs: dir, Lang: "en"}).check(&out); err == nil || !strings.Contains(out.String(), "lamp/stories/first.story:3: The story says") {
		t.Errorf("%v\n%s", err, &out)
	}
	out.Reset()
	if err := (&testCommand{Packs: dir, Lang: "en"}).test(&out); err == nil || !strings.Contains(out.String(), "1 failed") {
		t.Errorf("%v\n%s", err, &out)
	}
	out.Reset()
	if err := (&testCommand{Packs: dir, Lang: "en", Update: true}).test(&out); err != nil {
		t.Errorf("%v\n%s", err, &out)
	}
	edit("procedure.yaml", "promised: 3wd", "promised: 6wd")
	out.Reset()
	if err := (&checkCommand{Packs: dir, Lang: "zh"}).check(&out); err == nil || !strings.Contains(out.String(), "lamp/procedure.yaml:28: 规则18") {
		t.Errorf("%v\n%s", err, &out)
	}
}
