package feel

// Limits bound what one evaluation may use. A zero field takes the default.
type Limits struct {
	Depth  int   // nested invocations; default 256
	Steps  int64 // loop turns, list elements touched, invocations; default 10,000,000
	List   int   // elements of one list; default 1,000,000
	String int   // bytes of one string; default 4 MiB
	// Poll, if set, is asked every few thousand steps; an error stops the
	// evaluation. The host looks at its clock or its context there.
	Poll func() error
}

// Machine is the memory of evaluations: limits, stack, the moment that now()
// answers. Make one per goroutine and use it again and again; it must not be
// used by two goroutines at once.
type Machine struct {
	limits Limits
	now    Value
	err    error
	steps  int64 // left until the next poll
	budget int64 // left after that
	depth  int

	in    []Value // variables of the program
	loc   []Value // locals of the running frame
	caps  []Value // what the running function captured
	input Value   // ? of unary tests
	stack []Value
	sp    int
}
