package pack

import (
	"regexp"

	"atonce/internal/text"
)

// catchAll is how a list of papers is left open at its end 兜底条款.
var catchAll = map[text.Lang]*regexp.Regexp{
	text.ZH: regexp.MustCompile(`(其他|其它|有关|相关|等)(的)?(申请)?(证明)?(材料|资料|文件)|所需(的)?(其他|其它)?(材料|资料|文件)`),
	text.EN: regexp.MustCompile(`(?i)\b(other|any other|further|relevant|related|additional|necessary)\s+(supporting\s+)?(materials?|documents?|papers?)\b`),
}

// Rule 16: no paper is called other or relevant papers (优化营商环境条例 13).
func lintCatchAll(l *linter) {
	for _, m := range l.sealed.Materials {
		for _, lang := range l.languages() {
			said, at := l.said(lang, "material."+m.ID)
			if re := catchAll[lang]; re != nil && re.MatchString(said) {
				l.fires(at, "material", m.ID, "name", said)
			}
		}
	}
}

// Rule 17: no paper is demanded without a basis in law.
func lintMaterialBasis(l *linter) {
	for _, m := range l.item.Materials {
		if m.Basis == nil {
			l.fires(m.Pos, "material", m.ID.Value)
		}
	}
}

// Rule 19: every paper an applicant brings says whether it may follow later 容缺受理
// (浙江省保障“最多跑一次”改革规定 4).
func lintTolerance(l *linter) {
	for _, m := range l.item.Materials {
		if m.From.Value == fromApplicant && !m.Tolerance.Set() {
			l.fires(m.Pos, "material", m.ID.Value)
		}
	}
}
