package stats

import (
	"math/bits"
	"math/rand/v2"
)

// stream is a source of uniform figures that belongs to one piece of work: it
// is seeded from the caller's seed, what the work is for and its number, so
// that no figure depends on which core came first (PCG: O'Neill, 2014).
type stream struct {
	pcg  rand.PCG
	kept uint64
	half bool
}

// What a stream is for; streams for different uses never meet.
const (
	forReplication uint64 = iota + 1
	forWeightSet
	forNoise
	forBootstrap
	forSample
)

func (s *stream) start(seed, purpose, number uint64) {
	s.pcg.Seed(mix(seed^mix(purpose)), mix(number+0x9e3779b97f4a7c15))
	s.half = false
}

// mix is the finaliser of SplitMix64 (Steele, Lea and Flood, 2014).
func mix(z uint64) uint64 {
	z += 0x9e3779b97f4a7c15
	z = (z ^ z>>30) * 0xbf58476d1ce4e5b9
	z = (z ^ z>>27) * 0x94d049bb133111eb
	return z ^ z>>31
}

// float is uniform in 0 to 1, 1 not included.
func (s *stream) float() float64 { return float64(s.pcg.Uint64()>>11) * 0x1p-53 }

// index is uniform in 0 to n-1. One draw serves two indices where n fits
// comfortably in 32 bits; the bias, n/2^32, is far below what any number of
// replications could show.
func (s *stream) index(n int) int {
	if n > 1<<16 {
		hi, _ := bits.Mul64(s.pcg.Uint64(), uint64(n))
		return int(hi)
	}
	if s.half {
		s.half = false
		return int(s.kept >> 32 * uint64(n) >> 32)
	}
	s.kept = s.pcg.Uint64()
	s.half = true
	return int(s.kept & 0xffffffff * uint64(n) >> 32)
}

// tally draws len(of) units with replacement and counts the pattern of each.
func (s *stream) tally(of, counts []int32) {
	n := uint64(len(of))
	if n > 1<<16 {
		for range of {
			hi, _ := bits.Mul64(s.pcg.Uint64(), n)
			counts[of[hi]]++
		}
		return
	}
	for left := n; left > 0; left -= 2 {
		x := s.pcg.Uint64()
		counts[of[x>>32*n>>32]]++
		if left == 1 {
			return
		}
		counts[of[x&0xffffffff*n>>32]]++
	}
}
