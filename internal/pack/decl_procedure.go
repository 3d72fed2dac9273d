package pack

import (
	"atonce/internal/declare"
	"atonce/internal/law"
)

// procedureDecl is procedure.yaml as written.
type procedureDecl struct {
	Pos      declare.Pos
	Format   declare.At[int] `yaml:"format,required"`
	Shape    declare.Text    `yaml:"shape,required"`
	Opens    permitDecl      `yaml:"opens,required"`
	Stages   []stageDecl     `yaml:"stages,required"`
	Clocks   []clockDecl     `yaml:"clocks,required"`
	Outcomes []outcomeDecl   `yaml:"outcomes"`
	Steps    []stepDecl      `yaml:"steps"`
	Flags    []declare.Text  `yaml:"flags"`
	Branches []branchDecl    `yaml:"branches"`
	Joint    declare.Text    `yaml:"joint"`
	Pays     *paysDecl       `yaml:"pays"`
}

type stageDecl struct {
	Pos  declare.Pos
	ID   declare.Text `yaml:"id,required"`
	Turn declare.Text `yaml:"turn"`
	End  bool         `yaml:"end"`
	May  []permitDecl `yaml:"may"`
}

type permitDecl struct {
	Pos     declare.Pos
	Verb    declare.Text   `yaml:"verb,required"`
	By      []declare.Text `yaml:"by,required"`
	To      declare.Text   `yaml:"to"`
	Step    declare.Text   `yaml:"step"`
	Only    []declare.Text `yaml:"only"`
	NotBy   []declare.Text `yaml:"not_by"`
	Grounds []declare.Text `yaml:"grounds"`
	Clock   declare.Text   `yaml:"clock"`
	Needs   []declare.Text `yaml:"needs"`
	Unless  []declare.Text `yaml:"unless"`
	When    declare.Text   `yaml:"when"`
	Once    bool           `yaml:"once"`
	Again   bool           `yaml:"again"`
	Reason  bool           `yaml:"reason"`
	Visit   bool           `yaml:"visit"`
	Sets    []declare.Text `yaml:"sets"`
	Clears  []declare.Text `yaml:"clears"`
	Model   declare.Text   `yaml:"model"`
	Basis   *basisDecl     `yaml:"basis"`
}

type clockDecl struct {
	Pos          declare.Pos
	ID           declare.Text          `yaml:"id,required"`
	Law          declare.Text          `yaml:"law"`
	Illustrative bool                  `yaml:"illustrative"`
	Statutory    declare.At[law.Limit] `yaml:"statutory"`
	Promised     declare.At[law.Limit] `yaml:"promised"`
	Extension    declare.At[law.Limit] `yaml:"extension"`
	Pauses       []declare.Text        `yaml:"pauses"`
	Turn         declare.Text          `yaml:"turn,required"`
	Starts       []declare.Text        `yaml:"starts,required"`
	Stops        []declare.Text        `yaml:"stops,required"`
	Silence      *silenceDecl          `yaml:"silence"`
	Main         bool                  `yaml:"main"`
	Warn         declare.At[int]       `yaml:"warn"`
}

type silenceDecl struct {
	Pos         declare.Pos
	Verb        declare.Text   `yaml:"verb,required"`
	To          declare.Text   `yaml:"to"`
	Step        declare.Text   `yaml:"step"`
	Outcome     declare.Text   `yaml:"outcome"`
	FromReceipt bool           `yaml:"from_receipt"`
	Sets        []declare.Text `yaml:"sets"`
	Basis       *basisDecl     `yaml:"basis"`
}

type outcomeDecl struct {
	Pos      declare.Pos
	ID       declare.Text   `yaml:"id,required"`
	Favours  bool           `yaml:"favours"`
	Licence  declare.Text   `yaml:"licence"`
	Reasons  bool           `yaml:"reasons"`
	Remedies []declare.Text `yaml:"remedies"`
}

type stepDecl struct {
	Pos    declare.Pos
	ID     declare.Text   `yaml:"id,required"`
	Sets   []declare.Text `yaml:"sets"`
	Clears []declare.Text `yaml:"clears"`
	Visit  bool           `yaml:"visit"`
}

type branchDecl struct {
	Pos     declare.Pos
	ID      declare.Text   `yaml:"id,required"`
	Service declare.Text   `yaml:"service,required"`
	Opens   []declare.Text `yaml:"opens"`
	After   []declare.Text `yaml:"after"`
	When    declare.Text   `yaml:"when"`
	Passes  []declare.Text `yaml:"passes"`
}
