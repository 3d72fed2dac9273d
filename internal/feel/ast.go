package feel

// Pos is a place in the source: line and column from 1, columns in code points.
type Pos struct{ Line, Col int }

// Expr is a node of the syntax tree: one of the types of this file.
type Expr interface {
	// Pos is where the expression begins.
	Pos() Pos
	// Type is the static type as far as it is known, else TypeAny.
	Type() *Type
}

type node struct {
	pos Pos
	typ *Type
}

func (n *node) Pos() Pos    { return n.pos }
func (n *node) Type() *Type { return n.typ.orAny() }

// Op is an operator.
type Op uint8

// The operators of Binary, UnaryTest and the comparisons.
const (
	OpNone Op = iota
	OpAdd
	OpSub
	OpMul
	OpDiv
	OpPow
	OpAnd
	OpOr
	OpEq
	OpNe
	OpLt
	OpLe
	OpGt
	OpGe
)

var opNames = [...]string{"", "+", "-", "*", "/", "**", "and", "or", "=", "!=", "<", "<=", ">", ">="}

// String is the operator as written.
func (o Op) String() string { return opNames[o] }

// The nodes.
type (
	// Literal is a constant: null, boolean, number, string, or @"…".
	Literal struct {
		node
		Value Value
	}
	// Name is a variable or a built-in function. "?" is the input of a unary test.
	Name struct {
		node
		Name string
	}
	// ListLit is [a, b, c].
	ListLit struct {
		node
		Items []Expr
	}
	// ContextLit is {a: 1, "b": 2}.
	ContextLit struct {
		node
		Entries []EntryExpr
	}
	// RangeLit is [low..high], (low..high], (> low) and so on; a nil end is
	// open. Op is the comparison of (> low), else OpNone; see Range.
	RangeLit struct {
		node
		Low, High             Expr
		LowClosed, HighClosed bool
		Op                    Op
	}
	// Binary is left op right, for arithmetic, comparison, and, or.
	Binary struct {
		node
		Op          Op
		Left, Right Expr
	}
	// Neg is -x.
	Neg struct {
		node
		X Expr
	}
	// Between is x between low and high.
	Between struct {
		node
		X, Low, High Expr
	}
	// In is x in test or x in (test, test).
	In struct {
		node
		X     Expr
		Tests []Expr
	}
	// UnaryTest is < x, >= x and so on, without a left side: the input is meant.
	// It stands only in Tests.Items and In.Tests.
	UnaryTest struct {
		node
		Op Op
		X  Expr
	}
	// InstanceOf is x instance of type.
	InstanceOf struct {
		node
		X  Expr
		Of *Type
	}
	// Path is x.name.
	Path struct {
		node
		X    Expr
		Name string
	}
	// Filter is list[condition or index].
	Filter struct {
		node
		X, Cond Expr
	}
	// Call is fn(args). Names is nil for positional arguments, else as long as Args.
	Call struct {
		node
		Fn    Expr
		Args  []Expr
		Names []string
	}
	// FuncLit is function(params) body.
	FuncLit struct {
		node
		Params   []Param
		Body     Expr
		External bool
	}
	// If is if cond then a else b.
	If struct {
		node
		Cond, Then, Else Expr
	}
	// For is for iterators return body.
	For struct {
		node
		Iters []Iterator
		Body  Expr
	}
	// Quantified is some/every iterators satisfies cond.
	Quantified struct {
		node
		Every bool
		Iters []Iterator
		Cond  Expr
	}
)

// EntryExpr is one entry of a context literal.
type EntryExpr struct {
	Name  string
	Value Expr
}

// Iterator is name in In, or name in In..To if To is not nil.
type Iterator struct {
	Name string
	In   Expr
	To   Expr
}

// Tests are the unary tests of a cell (DMN 1.5, 10.3.1.2, rules 7 to 17).
type Tests struct {
	Source string
	Any    bool   // the cell is -: anything matches
	Not    bool   // not(…)
	Items  []Expr // alternatives: *UnaryTest, *RangeLit or any expression
}
