package pack

import (
	"atonce/internal/declare"
	"atonce/internal/law"
)

// packDecl is pack.yaml as written.
type packDecl struct {
	Pos          declare.Pos
	Format       declare.At[int]      `yaml:"format,required"`
	Area         declare.Text         `yaml:"area,required"`
	Country      declare.Text         `yaml:"country,required"`
	Version      declare.Text         `yaml:"version,required"`
	From         declare.At[law.Date] `yaml:"from,required"`
	Owners       []declare.Text       `yaml:"owners,required"`
	Illustrative bool                 `yaml:"illustrative"`
}

// basisDecl is a citation as items write it.
type basisDecl struct {
	Pos          declare.Pos
	Law          declare.Text `yaml:"law,required"`
	Article      declare.Text `yaml:"article"`
	Illustrative bool         `yaml:"illustrative"`
}

// itemDecl is item.yaml as written.
type itemDecl struct {
	Pos         declare.Pos
	Format      declare.At[int]             `yaml:"format,required"`
	Codes       *codesDecl                  `yaml:"codes"`
	Type        declare.Text                `yaml:"type,required"`
	List        declare.Text                `yaml:"list,required"`
	Level       declare.Text                `yaml:"level,required"`
	PowerSource declare.Text                `yaml:"power_source,required"`
	Agency      declare.Text                `yaml:"agency,required"`
	Subjects    declare.At[[]declare.Text]  `yaml:"subjects,required"`
	Themes      themesDecl                  `yaml:"themes"`
	Basis       declare.At[[]basisDecl]     `yaml:"basis,required"`
	Handling    declare.Text                `yaml:"handling,required"`
	Review      declare.Text                `yaml:"review,required"`
	Online      onlineDecl                  `yaml:"online,required"`
	Result      resultDecl                  `yaml:"result,required"`
	Visits      visitsDecl                  `yaml:"visits,required"`
	Fee         feeDecl                     `yaml:"fee,required"`
	Phones      phonesDecl                  `yaml:"phones,required"`
	Steps       declare.At[[]declare.Text]  `yaml:"steps,required"`
	Materials   []materialDecl              `yaml:"materials,required"`
	FAQs        declare.At[int]             `yaml:"faqs"`
	Synonyms    declare.Map[[]declare.Text] `yaml:"synonyms"`
	Channels    declare.At[[]declare.Text]  `yaml:"channels,required"`
	Languages   declare.At[[]declare.Text]  `yaml:"languages,required"`
	Eligibility []declare.Text              `yaml:"eligibility"`
	Conditions  declare.At[int]             `yaml:"conditions"`
	Assurance   declare.Text                `yaml:"assurance"`
}

type codesDecl struct {
	Basic    declare.Text `yaml:"basic"`
	Business declare.Text `yaml:"business"`
}

type themesDecl struct {
	Person     declare.At[[]declare.Text] `yaml:"person"`
	Enterprise declare.At[[]declare.Text] `yaml:"enterprise"`
}

type onlineDecl struct {
	Pos    declare.Pos
	Depth  declare.At[int]  `yaml:"depth,required"`
	Postal declare.At[bool] `yaml:"postal,required"`
}

type resultDecl struct {
	Pos    declare.Pos
	Kind   declare.Text `yaml:"kind,required"`
	Sample bool         `yaml:"sample"`
	Ends   declare.Text `yaml:"ends"`
}

type visitsDecl struct {
	Count declare.At[int] `yaml:"count,required"`
}

type feeDecl struct {
	Pos           declare.Pos
	Charged       bool             `yaml:"charged,required"`
	Basis         *basisDecl       `yaml:"basis"`
	OnlinePayment declare.At[bool] `yaml:"online_payment"`
	Items         []feeItemDecl    `yaml:"items"`
}

type feeItemDecl struct {
	Pos      declare.Pos
	ID       declare.Text      `yaml:"id,required"`
	Amount   declare.At[int64] `yaml:"amount"`
	Currency declare.Text      `yaml:"currency"`
	Basis    *basisDecl        `yaml:"basis"`
}

type phonesDecl struct {
	Pos      declare.Pos
	Consult  declare.Text `yaml:"consult"`
	Complain declare.Text `yaml:"complain"`
	Contact  declare.Text `yaml:"contact"`
}

type materialDecl struct {
	Pos       declare.Pos
	ID        declare.Text     `yaml:"id,required"`
	From      declare.Text     `yaml:"from,required"`
	Field     declare.Text     `yaml:"field"`
	Register  declare.Text     `yaml:"register"`
	Licence   declare.Text     `yaml:"licence"` // kind that is taken from the wallet
	Paper     declare.Text     `yaml:"paper"`   // question for the paper of who has no other
	Basis     *basisDecl       `yaml:"basis"`
	Tolerance declare.At[bool] `yaml:"tolerance"`
}

// licenceFileDecl is licence.yaml as written.
type licenceFileDecl struct {
	Format declare.At[int] `yaml:"format,required"`
	Kinds  []licenceDecl   `yaml:"kinds,required"`
}

type licenceDecl struct {
	Pos    declare.Pos
	ID     declare.Text   `yaml:"id,required"`
	Prefix declare.Text   `yaml:"prefix,required"`
	Valid  declare.Text   `yaml:"valid"`
	Basis  basisDecl      `yaml:"basis,required"`
	Fields []declare.Text `yaml:"fields,required"`
	Trust  declare.Text   `yaml:"trust,required"`
	Deeds  []deedDecl     `yaml:"deeds"`
	Check  *yearlyDecl    `yaml:"check"`
}

// deedDecl says who may do what to a licence that was issued, and on which grounds.
type deedDecl struct {
	Pos     declare.Pos
	Verb    declare.Text   `yaml:"verb,required"`
	By      []declare.Text `yaml:"by,required"`
	Propose []declare.Text `yaml:"propose"`
	Basis   []basisDecl    `yaml:"basis,required"`
}

// yearlyDecl says how often the holder is checked.
type yearlyDecl struct {
	Pos   declare.Pos
	Every declare.Text `yaml:"every,required"`
	Basis basisDecl    `yaml:"basis,required"`
}

// indicatorsDecl is indicators.yaml as written.
type indicatorsDecl struct {
	Format     declare.At[int] `yaml:"format,required"`
	Indicators []indicatorDecl `yaml:"indicators,required"`
}

type indicatorDecl struct {
	ID    declare.Text `yaml:"id,required"`
	Count declare.Text `yaml:"count,required"`
	Of    declare.Text `yaml:"of"`
}

// overlayDecl is overlays/<area>.yaml as written.
type overlayDecl struct {
	Pos       declare.Pos
	Format    declare.At[int]                    `yaml:"format,required"`
	Area      declare.Text                       `yaml:"area,required"`
	Promised  declare.Map[declare.At[law.Limit]] `yaml:"promised"`
	Without   []declare.Text                     `yaml:"without"`
	Fees      declare.Map[declare.At[int64]]     `yaml:"fees"`
	Channels  []declare.Text                     `yaml:"channels"`
	Languages []declare.Text                     `yaml:"languages"`
}
