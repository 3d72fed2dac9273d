package feel

// Arithmetic of values (DMN 1.5, tables 55 to 59).

// Add is a + b: numbers, strings, durations, a moment and a duration.
func Add(a, b Value) Value { return addValues(a, b) }

// Subtract is a - b.
func Subtract(a, b Value) Value { return subtractValues(a, b) }

// Multiply is a * b: numbers, a duration and a number.
func Multiply(a, b Value) Value { return multiplyValues(a, b) }

// Divide is a / b; null if b is zero.
func Divide(a, b Value) Value { return divideValues(a, b) }

func addValues(a, b Value) Value {
	switch {
	case a.kind == KindNumber && b.kind == KindNumber:
		return add(a, b)
	case a.kind == KindString && b.kind == KindString:
		return String(a.text() + b.text())
	case a.isDuration() && a.kind == b.kind:
		return addDurations(a, b, 1)
	case a.isMoment() && b.isDuration():
		return addDuration(a, b, 1)
	case a.isDuration() && b.isMoment():
		return addDuration(b, a, 1)
	}
	return nullOperands(OpAdd, a, b)
}

func subtractValues(a, b Value) Value {
	switch {
	case a.kind == KindNumber && b.kind == KindNumber:
		return subtract(a, b)
	case a.isDuration() && a.kind == b.kind:
		return addDurations(a, b, -1)
	case a.isMoment() && b.isDuration():
		return addDuration(a, b, -1)
	case a.isMoment() && b.isMoment():
		return between(a, b)
	}
	return nullOperands(OpSub, a, b)
}

func multiplyValues(a, b Value) Value {
	switch {
	case a.kind == KindNumber && b.kind == KindNumber:
		return multiply(a, b)
	case a.isDuration() && b.kind == KindNumber:
		return durationOfNumber(a.kind, multiply(a.durationNumber(), b))
	case a.kind == KindNumber && b.isDuration():
		return durationOfNumber(b.kind, multiply(b.durationNumber(), a))
	}
	return nullOperands(OpMul, a, b)
}

func divideValues(a, b Value) Value {
	switch {
	case a.kind == KindNumber && b.kind == KindNumber:
		return divide(a, b)
	case a.isDuration() && b.kind == KindNumber:
		return durationOfNumber(a.kind, divide(a.durationNumber(), b))
	case a.isDuration() && a.kind == b.kind:
		return divide(a.durationNumber(), b.durationNumber())
	}
	return nullOperands(OpDiv, a, b)
}

func negateValue(a Value) Value {
	switch {
	case a.kind == KindNumber:
		return negate(a)
	case a.isDuration():
		return negateDuration(a)
	}
	return nullOperands(OpSub, Null, a)
}

func (v Value) isDuration() bool { return v.kind == KindDaysDuration || v.kind == KindMonthsDuration }

func (v Value) isMoment() bool {
	return v.kind == KindDate || v.kind == KindTime || v.kind == KindDateTime
}
