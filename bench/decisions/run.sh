#!/bin/sh
# Measures our decision engine beside others and rewrites docs/decisions-benchmark.md.
set -e
cd "$(dirname "$0")"
npm ci --no-audit --no-fund --silent
mkdir -p ../../docs
go run .
