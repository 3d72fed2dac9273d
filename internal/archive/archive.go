// Package archive is a closed case as one package 归档包 that leaves the system: what
// was done, what it was decided on, what was issued, with the proof of each from the
// log, in a form that anybody can open and check without us. The Archives Law asks
// that an electronic archive come from a reliable source by a proper procedure with
// its elements complete (article 37), and that whoever takes it over test its truth,
// completeness, usability and safety (article 39). GB/T 42727-2023 says what the
// package of a government service holds; its text was not to be had, and only what is
// publicly said of it is followed here: docs/guide/archive-a-case.md tells which is which.
package archive

import (
	"time"

	"atonce/internal/merkle"
)

// Format names the form of packages. A later form gets another number and this one is
// read for ever.
const Format = "atonce-archive/1"

// The files that every package has at the same place.
const (
	manifestPath  = "manifest.json"
	signaturePath = "manifest.sig"
	readingPath   = "index.html"
	proofPath     = "proof/acts.json"
	keysPath      = "proof/keys.txt"
	wordsPath     = "words.json"
	rulesPath     = "rules.snapshot"
)

// Words is a text in several languages.
type Words map[string]string

// Manifest 归档说明文件 says what the package is about and lists every file in it.
type Manifest struct {
	Format   string    `json:"format"`
	Record   Record    `json:"record"`
	Packed   Packed    `json:"packed"`
	Elements []Element `json:"elements"` // in the order of the package, all but the manifest and its signature
}

// Record 归档元数据 describes the case as a whole.
type Record struct {
	Number    string     `json:"number"` // 办件编号
	Item      Item       `json:"item"`
	Office    Party      `json:"office"`             // who formed it
	Applicant Party      `json:"applicant,omitzero"` // of an application
	Subject   string     `json:"subject"`            // the name the case goes by
	Handlers  []Party    `json:"handlers"`           // officials who acted, in order of their first act
	Received  time.Time  `json:"received"`
	Decided   time.Time  `json:"decided,omitzero"`
	Ended     time.Time  `json:"ended"`
	Outcome   Coded      `json:"outcome,omitzero"`
	Acts      int        `json:"acts"`
	Licences  []string   `json:"licences,omitempty"`  // numbers of what it issued
	Parent    string     `json:"parent,omitempty"`    // the case it is a part of
	Children  []string   `json:"children,omitempty"`  // its parts, each with a package of its own
	Retention *Retention `json:"retention,omitempty"` // nil where nobody has declared it
	Security  string     `json:"security"`            // 密级
}

// Item is the service item 事项 the case was about.
type Item struct {
	ID       string `json:"id"`
	Basic    string `json:"basic,omitempty"`    // 基本编码
	Business string `json:"business,omitempty"` // 业务办理项编码
	Name     Words  `json:"name"`
	Version  string `json:"version"`
	Digest   string `json:"digest"` // of the rules it was received under: SHA-256 of rules.snapshot
}

// Party is an office or a person.
type Party struct {
	ID   string `json:"id"`
	Name Words  `json:"name"`
	Area string `json:"area,omitempty"` // of an office, GB/T 2260
}

// Coded is a value with its words.
type Coded struct {
	ID   string `json:"id"`
	Name Words  `json:"name"`
}

// Retention 保管期限 is how long the package is to be kept, and who says so.
type Retention struct {
	Period string `json:"period"` // permanent, or a number and y: 30y
	Basis  string `json:"basis"`  // who set it: the standards are the archives authority's (Archives Law, article 21)
}

// Security classes of a package. Nothing here may hold a state secret.
const (
	// Internal 内部 is what only those may read whom it concerns: every case with
	// personal data.
	Internal = "internal"
	// Open 公开 is what anybody may read.
	Open = "open"
)

// Packed says when and by whom the package was made.
type Packed struct {
	At      time.Time `json:"at"`
	By      Party     `json:"by"`
	Program string    `json:"program"`
	Log     string    `json:"log"` // name of the log whose proofs it carries
}

// Kind says what an element is.
type Kind string

// The kinds of element.
const (
	KindAct      Kind = "act"      // one act, as the log commits to it
	KindProof    Kind = "proof"    // that the acts are in the log
	KindMaterial Kind = "material" // what the applicant or the office filed
	KindDecision Kind = "decision" // what the rules said when somebody decided
	KindLicence  Kind = "licence"  // an instrument that was issued
	KindWords    Kind = "words"    // what the names in the acts mean
	KindRules    Kind = "rules"    // the service as it was declared
	KindReading  Kind = "reading"  // the case for people to read
)

// Element 归档要素 is one file of the package.
type Element struct {
	Path     string    `json:"path"`
	Kind     Kind      `json:"kind"`
	Title    Words     `json:"title"`
	Format   string    `json:"format"` // media type
	Size     int64     `json:"size"`
	SHA256   string    `json:"sha256"`
	SM3      string    `json:"sm3"`
	FormedBy string    `json:"formed_by"` // id of the person, the office or the program
	FormedAt time.Time `json:"formed_at"`
	File     string    `json:"file,omitempty"` // of a material: the id by which acts name it
	Name     string    `json:"name,omitempty"` // of a material: what it was called when it was filed
	Seq      int       `json:"seq,omitempty"`  // of an act, or of the act it belongs to
}

// Meaning is what words.json holds: the words for every name in the acts, so that they
// can be read when the program that wrote them is gone.
type Meaning struct {
	Fields   []Field          `json:"fields"`
	Stages   map[string]Words `json:"stages"`
	Outcomes map[string]Words `json:"outcomes"`
	Roles    map[string]Words `json:"roles"`
	Verbs    map[string]Words `json:"verbs"`
}

// Field is one question of the form.
type Field struct {
	ID      string           `json:"id"`
	Kind    string           `json:"kind"`
	Name    Words            `json:"name"`
	Options map[string]Words `json:"options,omitempty"`
}

// fileKind is the kind of question that is answered with files.
const fileKind = "file"

// Content is what a package is made of.
type Content struct {
	Record  Record
	Packed  Packed
	Proof   merkle.Receipt // every act of the case, under one signed head
	Keys    []string       // verifier keys of the log, past and present
	Acts    []Act          // in order, each with its words
	Pieces  []Piece        // materials, decisions, licences
	Meaning Meaning
	Rules   []byte
}

// Act is the words of one act for the reading page.
type Act struct {
	Seq    int
	At     time.Time
	By     string // id
	Title  Words
	Who    Words
	Detail map[string][]string
}

// Piece is one more element, with its bytes. Its path, size and digests are set when it
// is packed.
type Piece struct {
	Element
	Body []byte
}
