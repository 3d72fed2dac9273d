package pack

import (
	"atonce/internal/declare"
	"atonce/internal/law"
	"atonce/internal/record"
	"atonce/internal/text"
)

// registerDecl is _data/<register>/register.yaml as written.
type registerDecl struct {
	Pos          declare.Pos
	Format       declare.At[int]      `yaml:"format,required"`
	Country      declare.Text         `yaml:"country,required"`
	From         declare.At[law.Date] `yaml:"from,required"`
	Names        wordsDecl            `yaml:"names,required"`
	About        wordsDecl            `yaml:"about,required"`
	Owner        declare.Text         `yaml:"owner,required"`
	Subject      declare.Text         `yaml:"subject,required"`
	Cycle        declare.Text         `yaml:"cycle,required"`
	System       wordsDecl            `yaml:"system,required"`
	Source       declare.Text         `yaml:"source,required"`
	Basis        []basisDecl          `yaml:"basis"`
	Illustrative bool                 `yaml:"illustrative"`
	Share        *accessDecl          `yaml:"share,required"`
	Open         *accessDecl          `yaml:"open,required"`
	Key          fieldDecl            `yaml:"key,required"`
	Fields       []fieldDecl          `yaml:"fields,required"`
	Connector    *connectorDecl       `yaml:"connector"`
}

// fieldDecl is one field of a register.
type fieldDecl struct {
	Pos         declare.Pos
	ID          declare.Text            `yaml:"id,required"`
	Type        declare.At[record.Type] `yaml:"type,required"`
	Names       wordsDecl               `yaml:"names,required"`
	Sensitivity declare.At[int]         `yaml:"sensitivity,required"`
	Required    bool                    `yaml:"required"`
	Lookup      declare.At[bool]        `yaml:"lookup"`
	Options     declare.Map[wordsDecl]  `yaml:"options"`
	Asked       []declare.Text          `yaml:"asked"`
	Share       *accessDecl             `yaml:"share"`
	Open        *accessDecl             `yaml:"open"`
}

// accessDecl says how far something is given to other offices, or to everybody.
type accessDecl struct {
	Pos    declare.Pos
	Type   declare.Text `yaml:"type,required"`
	Reason declare.Text `yaml:"reason"`
	Says   wordsDecl    `yaml:"says"`
}

// wordsDecl are the same words in each language of the country.
type wordsDecl = declare.At[map[text.Lang]string]
