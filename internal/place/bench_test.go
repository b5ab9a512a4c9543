package place

import "testing"

func BenchmarkSearch(b *testing.B) {
	among := Countries()
	for b.Loop() {
		Search("rep dem", among, "es")
	}
}

func BenchmarkFindCountry(b *testing.B) {
	for b.Loop() {
		FindCountry("República Oriental del Uruguay")
	}
}
