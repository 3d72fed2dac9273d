// Package pack reads packs 事项包: folders of plain files in which a government
// declares its services. What is written (the …Decl types) is checked and sealed
// into values that nobody changes afterwards: Load returns a whole Set, or every
// problem at once with file and line.
//
// A pack may tighten the law, never loosen it: the relation promised ≤ statutory
// ≤ law is compiled here, the numbers are declared. The kernel never hears a
// pack's name; this room hands it a sealed casework.Procedure.
//
// The room reads no clock and no network; stories are run by pack/story, because
// they need the kernel at work.
package pack
