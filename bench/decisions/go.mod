module atonce/bench/decisions

go 1.26.8

require atonce v0.0.0

require (
	github.com/expr-lang/expr v1.17.8 // indirect
	github.com/google/cel-go v0.31.0 // indirect
)

replace atonce => ../..
