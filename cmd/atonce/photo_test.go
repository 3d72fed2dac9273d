package main

import (
	"bytes"
	"cmp"
	"image"
	"image/color"
	"image/jpeg"
	"image/png"
	"math"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"atonce/internal/browser"
	"atonce/internal/draft"
	"atonce/internal/scene"
	"atonce/internal/text"
)

// The budget of photos (B17): made smaller on the device to this side in pixels and about
// this many bytes, and taken as they are where no script can do it.
const (
	photoSide  = 2048
	photoBytes = 400 << 10
)

// cameraPhoto is a picture as a camera takes it: soft shapes and letters, with the noise of a
// sensor. The same seed draws the same picture.
func cameraPhoto(w, h int, noise float64) image.Image {
	m := image.NewNRGBA(image.Rect(0, 0, w, h))
	random := rand.New(rand.NewPCG(1, 2))
	for y := range h {
		for x := range w {
			light := 150 + 60*math.Sin(float64(x)/310)*math.Cos(float64(y)/270) + noise*random.NormFloat64()
			if (y/40)%3 == 1 && (x/14)%5 < 3 && (x*7+y*3)%31 < 17 {
				light -= 110 // lines of writing
			}
			c := uint8(min(255, max(0, light)))
			m.SetNRGBA(x, y, color.NRGBA{c, c, uint8(min(255, int(c)+12)), 255})
		}
	}
	return m
}

// TestPhotosAreMadeSmaller sends photos of a camera with scripts and without, and looks at
// what the house then holds.
func TestPhotosAreMadeSmaller(t *testing.T) {
	if testing.Short() {
		t.Skip("-short: starts a browser")
	}
	c := &checklist{T: t, Scene: scene.New(t), first: browser.Open(t, "", phone, true, "zh-CN")}
	c.serve()
	dir := t.TempDir()
	write := func(name string, encode func(*bytes.Buffer) error) string {
		var b bytes.Buffer
		path := filepath.Join(dir, name)
		if err := cmp.Or(encode(&b), os.WriteFile(path, b.Bytes(), 0o600)); err != nil {
			t.Fatal(err)
		}
		t.Logf("%s: %d bytes as taken", name, b.Len())
		return path
	}
	asJPEG := func(m image.Image, quality int) func(*bytes.Buffer) error {
		return func(b *bytes.Buffer) error { return jpeg.Encode(b, m, &jpeg.Options{Quality: quality}) }
	}
	clear := image.NewNRGBA(image.Rect(0, 0, 1800, 1800)) // half of it nothing: white on paper
	for y := range 900 {
		for x := range 1800 {
			clear.SetNRGBA(x, y, color.NRGBA{uint8(x * y >> 4), uint8(x ^ y), uint8(x + 3*y), 255})
		}
	}
	camera := write("camera.jpg", asJPEG(cameraPhoto(2800, 2100, 4), 92))
	dark := write("dark.jpg", asJPEG(cameraPhoto(1800, 2400, 18), 80))
	glass := write("clear.png", func(b *bytes.Buffer) error { return png.Encode(b, clear) })
	const person = "anna-kowalska"
	send := func(path string, js bool) ([]byte, draft.File) {
		t.Helper()
		p := c.openAs(person, cardReader, phone, js, text.ZH)
		p.Fill("reader", "安娜")
		p.Fill("renewal", "no")
		p.Fill("loans", "3")
		p.Click("保存并继续")
		p.Fill("photo", "own")
		p.Click("保存并继续")
		p.Goto(cardApply + "/picture")
		p.Upload("photo_file", path)
		if js {
			p.Wait("form > input[name=photo_file-sent]")
		}
		p.Click("上传并留在本页")
		d, err := c.Desk.Draft(t.Context(), c.Person(person), scene.Card)
		ids := strings.Split(d.Answers["photo_file"], ",")
		last := ids[len(ids)-1]
		files, wrong := c.Desk.Files(t.Context(), c.Person(person), ids)
		if err = cmp.Or(err, wrong); err != nil || last == "" {
			t.Fatalf("%s is not there: %v %q", path, err, ids)
		}
		status, _, body := p.Fetch("/files/" + last)
		if status != 200 {
			t.Fatalf("%s: %d", path, status)
		}
		return body, files[last]
	}
	for _, taken := range []string{camera, dark, glass} {
		body, f := send(taken, true)
		m, kind, err := image.Decode(bytes.NewReader(body))
		if err != nil {
			t.Fatal(err)
		}
		b := m.Bounds()
		t.Logf("%s: %s of %d × %d, %d bytes as sent", filepath.Base(taken), f.Kind, b.Dx(), b.Dy(), len(body))
		if kind != "jpeg" || max(b.Dx(), b.Dy()) > photoSide || len(body) > photoBytes {
			t.Errorf("%s: %s of %d × %d, %d bytes", filepath.Base(taken), kind, b.Dx(), b.Dy(), len(body))
		}
		if taken == glass {
			if r, _, _, _ := m.At(b.Dx()/2, b.Dy()-40).RGBA(); r < 0xf000 {
				t.Errorf("what was clear is not white: %x", r)
			}
		}
	}
	was, err := os.ReadFile(camera)
	if err != nil {
		t.Fatal(err)
	}
	if kept, _ := send(camera, false); !bytes.Equal(kept, was) {
		t.Errorf("without scripts %d bytes are kept of %d", len(kept), len(was))
	}
}
