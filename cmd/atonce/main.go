// Command atonce is digital government in one program.
package main

func main() {}
