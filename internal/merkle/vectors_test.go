package merkle

// Computed by another program, in another language, from the description in
// entry.go and RFC 6962. They may never change.
const (
	vectorCase    = "Eppsx4v7gb9P7U+7tnnJnMtgiF9nzo537qPaKpbzr/o="
	vectorPayload = "oSxb26HIlRdGSL4HU5lpMiv3JVnxqN/eBc+Er9eGWg8="
	vectorEntry   = "010008000000000000010200036163740020129a6cc78bfb81bf4fed4fbbb679c99ccb60885f67ce8e77eea3da2a96f3affa000800000000000000030008000650be3991b8400020a12c5bdba1c895174648be07539969322bf72559f1a8dfde05cf84afd7865a0f"
	vectorLeaf    = "EwSqbitfA3bHEE1FKiAqDoOF5lErDaTOFfYD/oz6Btg="
	vectorRoot5   = "6mJ6QrFo/vsK2XXcWRvAoNW9cQjuE32JfAPbqm+430k="
)
