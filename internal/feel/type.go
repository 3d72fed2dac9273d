package feel

import "strings"

// TypeKind is the form of a static type.
type TypeKind uint8

// The forms of static types (DMN 1.5, 10.3.2.1 and 7.3.2). TypeKindAny is the top of the lattice.
const (
	TypeKindAny TypeKind = iota
	TypeKindNull
	TypeKindBool
	TypeKindNumber
	TypeKindString
	TypeKindDate
	TypeKindTime
	TypeKindDateTime
	TypeKindDaysDuration
	TypeKindMonthsDuration
	TypeKindList     // Elem
	TypeKindContext  // Fields; no fields: any context
	TypeKindRange    // Elem
	TypeKindFunction // Params, Result
)

// Type is a static type. Compare with Same, ask with ConformsTo.
type Type struct {
	Kind   TypeKind
	Name   string  // name of an item definition, for messages; may be empty
	Elem   *Type   // of lists and ranges; nil is any
	Fields []Field // of contexts
	Params []*Type // of functions
	Result *Type   // of functions; nil is any
	// Allowed, if set, says whether a value of the base type is allowed: the
	// constraints of an item definition. It is asked by Type.Accepts.
	Allowed func(Value) bool
}

// Field is one entry of a context type.
type Field struct {
	Name string
	Type *Type
}

// The simple types.
var (
	TypeAny            = &Type{Kind: TypeKindAny}
	TypeNull           = &Type{Kind: TypeKindNull}
	TypeBool           = &Type{Kind: TypeKindBool}
	TypeNumber         = &Type{Kind: TypeKindNumber}
	TypeString         = &Type{Kind: TypeKindString}
	TypeDate           = &Type{Kind: TypeKindDate}
	TypeTime           = &Type{Kind: TypeKindTime}
	TypeDateTime       = &Type{Kind: TypeKindDateTime}
	TypeDaysDuration   = &Type{Kind: TypeKindDaysDuration}
	TypeMonthsDuration = &Type{Kind: TypeKindMonthsDuration}
	TypeAnyList        = &Type{Kind: TypeKindList, Elem: TypeAny}
	TypeAnyContext     = &Type{Kind: TypeKindContext}
	TypeAnyRange       = &Type{Kind: TypeKindRange, Elem: TypeAny}
	TypeAnyFunction    = &Type{Kind: TypeKindFunction, Result: TypeAny}
)

// ListOf is list<elem>.
func ListOf(elem *Type) *Type { return &Type{Kind: TypeKindList, Elem: elem} }

// RangeOf is range<elem>.
func RangeOf(elem *Type) *Type { return &Type{Kind: TypeKindRange, Elem: elem} }

// ContextType is context<fields>.
func ContextType(fields ...Field) *Type { return &Type{Kind: TypeKindContext, Fields: fields} }

// FunctionType is function<params> -> result.
func FunctionType(result *Type, params ...*Type) *Type {
	return &Type{Kind: TypeKindFunction, Params: params, Result: result}
}

var simpleTypes = map[string]*Type{
	"Any": TypeAny, "any": TypeAny, "Null": TypeNull, "null": TypeNull,
	"boolean": TypeBool, "number": TypeNumber, "string": TypeString,
	"date": TypeDate, "time": TypeTime, "date and time": TypeDateTime, "dateTime": TypeDateTime,
	"days and time duration": TypeDaysDuration, "dayTimeDuration": TypeDaysDuration,
	"years and months duration": TypeMonthsDuration, "yearMonthDuration": TypeMonthsDuration,
	"list": TypeAnyList, "context": TypeAnyContext, "range": TypeAnyRange, "function": TypeAnyFunction,
}

// TypeByName is the simple type of that FEEL name ("date and time", and also
// the older "dateTime", "dayTimeDuration", "yearMonthDuration"), or nil.
func TypeByName(name string) *Type { return simpleTypes[name] }

// Field is the type of the entry of that name, or nil if there is none.
func (t *Type) Field(name string) *Type {
	if t == nil || t.Kind != TypeKindContext {
		return nil
	}
	for _, f := range t.Fields {
		if f.Name == name {
			return f.Type.orAny()
		}
	}
	return nil
}

func (t *Type) orAny() *Type {
	if t == nil {
		return TypeAny
	}
	return t
}

// kind is the form of t; nil is any.
func (t *Type) kind() TypeKind {
	if t == nil {
		return TypeKindAny
	}
	return t.Kind
}

// String writes the type as `instance of` reads it.
func (t *Type) String() string {
	switch t.kind() {
	case TypeKindAny:
		return "Any"
	case TypeKindList:
		return "list<" + t.Elem.String() + ">"
	case TypeKindRange:
		return "range<" + t.Elem.String() + ">"
	case TypeKindContext:
		if len(t.Fields) == 0 {
			return "context"
		}
		parts := make([]string, len(t.Fields))
		for i, f := range t.Fields {
			parts[i] = f.Name + ": " + f.Type.String()
		}
		return "context<" + strings.Join(parts, ", ") + ">"
	case TypeKindFunction:
		parts := make([]string, len(t.Params))
		for i, p := range t.Params {
			parts[i] = p.String()
		}
		return "function<" + strings.Join(parts, ", ") + ">->" + t.Result.String()
	default:
		return Kind(t.Kind - TypeKindNull).String()
	}
}
