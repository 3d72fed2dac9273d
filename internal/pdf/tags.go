package pdf

import "fmt"

// element is one node of the structure that a reading voice walks: all stand below
// one document node, in the order they were drawn (ISO 32000-1, 14.7 and 14.8).
type element struct {
	page int
	mark int // its number on the page
	role string
	alt  string
}

// Block draws several things that are read as one: the lines of a paragraph, a name
// with its value, a figure with the words in alt instead of it. Role is a standard
// structure type such as H1, P or Figure. A Block inside a Block is part of the outer.
func (p *Page) Block(role, alt string, draw func()) { p.marked(role, alt, draw) }

func (p *Page) marked(role, alt string, draw func()) {
	if p.inside {
		draw()
		return
	}
	e := &element{page: p.index, mark: len(p.marks), role: role, alt: alt}
	p.marks = append(p.marks, e)
	p.doc.elements = append(p.doc.elements, e)
	p.put("/%s <</MCID %d>> BDC\n", role, e.mark)
	p.inside = true
	draw()
	p.inside = false
	p.put("EMC\n")
}

// ornament draws what says nothing by itself: voices pass over it.
func (p *Page) ornament(draw func()) {
	if p.inside {
		draw()
		return
	}
	p.put("/Artifact BMC\n")
	draw()
	p.put("EMC\n")
}

// structure writes the elements and what leads from a mark on a page back to them.
// It returns the object of the tree's root.
func (d *Doc) structure(w *writer, pages []int) int {
	root, document := w.reserve(), w.reserve()
	back := make([][]int, len(d.pages))
	var kids []int
	for _, e := range d.elements {
		alt := ""
		if e.alt != "" {
			alt = " /Alt " + words(e.alt)
		}
		o := w.add(fmt.Sprintf("<</Type /StructElem /S /%s /P %d 0 R /Pg %d 0 R /K %d%s>>", e.role, document, pages[e.page], e.mark, alt))
		kids = append(kids, o)
		back[e.page] = append(back[e.page], o)
	}
	nums := ""
	for i, objects := range back {
		nums += fmt.Sprintf("%d %s ", i, refs(objects))
	}
	w.set(document, fmt.Sprintf("<</Type /StructElem /S /Document /P %d 0 R /K %s>>", root, refs(kids)))
	w.set(root, fmt.Sprintf("<</Type /StructTreeRoot /K %d 0 R /ParentTree <</Nums [%s]>> /ParentTreeNextKey %d>>", document, nums, len(d.pages)))
	return root
}
